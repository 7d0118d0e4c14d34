import { MS_MAX, type Ms } from '../../kernel/event-loop.js';
import type { NodeChange } from '../replay.js';
import { type MistakeSink, shownCell } from './mistakes.js';

/** Names of an event's fields in a format, for messages. */
interface EventColumns {
  readonly time: string;
  readonly node: string;
}

/** Validates events of named nodes: times ascend, and only absent nodes are added and only present ones removed. */
export class NodeEvents {
  readonly changes: NodeChange[] = [];
  private readonly present = new Set<string>();
  private lastMs: Ms = 0;

  constructor(
    private readonly columns: EventColumns,
    private readonly mistakes: MistakeSink,
  ) {}

  /** Returns the time of an event in milliseconds; null when invalid, after reporting that. */
  timeOf(row: number, atMs: number, cell: unknown): Ms | null {
    if (!Number.isInteger(atMs) || atMs < 0 || atMs > MS_MAX) {
      this.mistakes.refuse(row, this.columns.time, `${shownCell(cell)} is not a whole number of milliseconds from 0 to ${MS_MAX}`);
      return null;
    }
    if (atMs < this.lastMs) {
      this.mistakes.refuse(row, this.columns.time, `${shownCell(cell)} is earlier than the row before: rows must be in order of time`);
      return null;
    }
    this.lastMs = atMs;
    return atMs;
  }

  add(row: number, atMs: Ms, node: string): void {
    if (this.present.has(node)) return this.mistakes.refuse(row, this.columns.node, `${shownCell(node)} is added, but it is there already`);
    this.present.add(node);
    this.changes.push({ atMs, added: 1, removed: 0 });
  }

  remove(row: number, atMs: Ms, node: string): void {
    if (!this.present.delete(node))
      return this.mistakes.refuse(row, this.columns.node, `${shownCell(node)} is removed, but it is not there`);
    this.changes.push({ atMs, added: 0, removed: 1 });
  }
}
