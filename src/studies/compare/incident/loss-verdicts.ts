import type { IncidentReport } from '../../../record/survival/report.js';
import { meanOf } from '../../../report/survival/texts.js';
import { compare } from '../../../statistics/compare.js';

/** Seed of the resamples: equal losses have equal verdicts. */
const RESAMPLED = 1;

/**
 * Judges the losses of each other report against those of the first, seed by seed and all together (docs/statistics.md): lost requests, or
 * missing task-minutes where a scenario has no load. Empty where one has requests and the other none.
 */
export function lossVerdicts([first, ...others]: readonly IncidentReport[]): string[] {
  const metrics = others.map(({ seeds }, i) => ({
    ...{ name: String(i), better: 'lower' as const, method: 'bootstrap' as const },
    base: first!.seeds.losses,
    other: seeds.losses,
  }));
  const ofRequests = [first!, ...others].map((report) => meanOf(report, 'requestsLost') !== null);
  return compare(metrics, { seed: RESAMPLED }).map(({ verdict }, i) => {
    // Requests and task-minutes cannot be compared.
    if (ofRequests[i + 1] !== ofRequests[0]) return '';
    const losses = ofRequests[0] ? 'requests lost' : 'task-minutes lost';
    if (verdict === 'no difference shown') return `no difference in ${losses} is shown`;
    return `${verdict === 'better' ? 'fewer' : 'more'} ${losses} are shown`;
  });
}
