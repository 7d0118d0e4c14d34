import { NONE } from './fleet.js';
import type { Line } from './line.js';
import type { Tasks } from './tasks.js';

/** Lines by the age of the task at their head: a binary heap, so that the oldest is known without asking every line. */
export class LineHeap {
  private readonly heap: Line[] = [];
  /** Where each line is in the heap, by its index; NONE or nothing where it is not. */
  private readonly at: number[] = [];

  constructor(private readonly tasks: Tasks) {}

  get first(): Line | undefined {
    return this.heap[0];
  }

  /** Becomes the heap of these lines. */
  fill(lines: readonly Line[]): void {
    for (const line of this.heap) this.at[line.index] = NONE;
    this.heap.length = 0;
    for (const line of lines) this.add(line);
  }

  add(line: Line): void {
    this.put(line, this.heap.length);
    this.rise(this.heap.length - 1);
  }

  remove(line: Line): void {
    const at = this.at[line.index] ?? NONE;
    if (at === NONE) return;
    const last = this.heap.pop() as Line;
    this.at[line.index] = NONE;
    if (last === line) return;
    this.put(last, at);
    this.settle(last);
  }

  /** The line has another head now. */
  settle(line: Line): void {
    const at = this.at[line.index] ?? NONE;
    if (at === NONE) return;
    this.rise(at);
    this.sink(this.at[line.index]);
  }

  private rise(from: number): void {
    const { heap } = this;
    const line = heap[from];
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.isOlder(heap[parent], line)) break;
      this.put(heap[parent], at);
      at = parent;
    }
    this.put(line, at);
  }

  private sink(from: number): void {
    const { heap } = this;
    const line = heap[from];
    let at = from;
    for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && this.isOlder(heap[child + 1], heap[child])) child++;
      if (this.isOlder(line, heap[child])) break;
      this.put(heap[child], at);
      at = child;
    }
    this.put(line, at);
  }

  private put(line: Line, at: number): void {
    this.heap[at] = line;
    this.at[line.index] = at;
  }

  /** Ordinals grow with the time of request. */
  private isOlder(line: Line, other: Line): boolean {
    return this.tasks.task[line.head] < this.tasks.task[other.head];
  }
}
