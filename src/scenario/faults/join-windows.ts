import type { Fault } from '../../sim/fault.js';

/** Joins faults that are equal but for their time and label where one begins as the other ends (I.MAP-8). */
export function withJoinedWindows(faults: readonly Fault[]): Fault[] {
  const joined: Fault[] = [];
  for (const fault of faults) {
    const before = 'untilMs' in fault && fault.kind !== 'drain' ? joined.findIndex((one) => touches(one, fault)) : -1;
    if (before < 0) joined.push(fault);
    else joined[before] = { ...joined[before]!, untilMs: (fault as Window).untilMs } as Fault;
  }
  return joined;
}

type Window = Extract<Fault, { readonly untilMs: number }>;

function touches(one: Fault, next: Window): boolean {
  return one.kind === next.kind && (one as Window).untilMs === next.fromMs && whatOf(one) === whatOf(next);
}

function whatOf(fault: Fault): string {
  return JSON.stringify({ ...fault, fromMs: 0, untilMs: 0, label: '' });
}
