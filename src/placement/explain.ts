import { plural } from '../kernel/quantity-text.js';
import { FITS, fit, REFUSALS, Refusal } from './fit.js';
import type { FleetView, TaskRequest } from './view.js';

/** Counts the candidates that refuse the task, by Refusal, and returns how many fit. `counts` is as long as REFUSALS and is overwritten. */
export function countRefusals(fleet: FleetView, request: TaskRequest, counts: Int32Array): number {
  counts.fill(0);
  let fitting = 0;
  for (let row = 0; row < fleet.count; row++) {
    const verdict = fit(fleet, row, request);
    if (verdict === FITS) fitting++;
    else if (verdict !== Refusal.otherProvider) counts[verdict]++;
  }
  return fitting;
}

/** Returns whether two tasks have equal needs, so that the same candidates refuse them. */
export function haveEqualNeeds(a: TaskRequest, b: TaskRequest): boolean {
  return (
    a.needsOnlyRoom === true &&
    b.needsOnlyRoom === true &&
    a.classVerdicts === b.classVerdicts &&
    a.provider === b.provider &&
    a.cpuUnits === b.cpuUnits &&
    a.memoryMib === b.memoryMib &&
    a.eni === b.eni
  );
}

/** Explains why a task fits nowhere, for example: "0 of 12 instances fit: 7 memory, 3 ENI, 2 attribute". */
export function refusalText(counts: Int32Array, fitting = 0): string {
  const codes = REFUSALS.map((_, code) => code).filter((code) => counts[code] > 0);
  const refusing = codes.reduce((sum, code) => sum + counts[code], 0);
  const reasons = codes.sort((a, b) => counts[b] - counts[a] || a - b).map((code) => `${counts[code]} ${REFUSALS[code].word}`);
  return `${fitting} of ${plural(fitting + refusing, 'instance')} ${fitting === 1 ? 'fits' : 'fit'}${refusing > 0 ? `: ${reasons.join(', ')}` : ''}`;
}
