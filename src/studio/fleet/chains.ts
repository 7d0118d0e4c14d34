import { NEVER } from './growing.js';

/**
 * Lists over members that are numbers, each in one list at most. A removed member keeps its neighbours, so that changes undone in reverse
 * order restore the order of each list exactly.
 */
export class Chains {
  private readonly next: Int32Array;
  private readonly before: Int32Array;
  private readonly first: Int32Array;
  private readonly last: Int32Array;

  constructor(members: number, lists: number) {
    this.next = new Int32Array(members).fill(NEVER);
    this.before = new Int32Array(members).fill(NEVER);
    this.first = new Int32Array(lists).fill(NEVER);
    this.last = new Int32Array(lists).fill(NEVER);
  }

  append(list: number, member: number): void {
    this.before[member] = this.last[list];
    this.next[member] = NEVER;
    this.link(list, member);
  }

  remove(list: number, member: number): void {
    const { next, before, first, last } = this;
    if (before[member] === NEVER) first[list] = next[member];
    else next[before[member]] = next[member];
    if (next[member] === NEVER) last[list] = before[member];
    else before[next[member]] = before[member];
  }

  /** Undoes the latest removal that is not undone. */
  restore(list: number, member: number): void {
    this.link(list, member);
  }

  private link(list: number, member: number): void {
    const { next, before, first, last } = this;
    if (before[member] === NEVER) first[list] = member;
    else next[before[member]] = member;
    if (next[member] === NEVER) last[list] = member;
    else before[next[member]] = member;
  }

  head(list: number): number {
    return this.first[list];
  }

  after(member: number): number {
    return this.next[member];
  }

  members(list: number): number[] {
    const all: number[] = [];
    for (let member = this.first[list]; member !== NEVER; member = this.next[member]) all.push(member);
    return all;
  }
}
