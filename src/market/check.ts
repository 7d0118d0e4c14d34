import { BUCKETS, type MarketSettings, type ShareLaw } from './settings.js';

/** A mistake in the settings: where, and a sentence that says what is wrong and what would be right. */
export interface MarketProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Everything that is wrong with the settings. */
export function marketProblems(settings: MarketSettings): MarketProblem[] {
  const { interruptedByBucket, depthByBucket, reclaimShare, recommendationProbability, recommendationLeadMs, shortageAfterReclaimMs } =
    settings;
  return [
    ...bucketProblems('interruptedByBucket', interruptedByBucket, 'below 1: instances that are all interrupted have no rate', (p) => p < 1),
    ...bucketProblems('depthByBucket', depthByBucket, '1', (depth) => depth <= 1),
    ...lawProblems(reclaimShare),
    ...(recommendationProbability >= 0 && recommendationProbability <= 1
      ? []
      : [{ path: ['recommendationProbability'], message: `${recommendationProbability} is no probability: it is from 0 to 1` }]),
    ...durationProblems({ recommendationLeadMs, shortageAfterReclaimMs }),
  ];
}

function bucketProblems(name: string, values: readonly number[], most: string, isLowEnough: (value: number) => boolean): MarketProblem[] {
  if (values.length !== BUCKETS.length) {
    return [{ path: [name], message: `there are ${values.length} values; there must be ${BUCKETS.length}, for ${BUCKETS.join(', ')}` }];
  }
  return values.flatMap((value, i) =>
    value >= 0 && isLowEnough(value) ? [] : [{ path: [name, i], message: `${value} is not from 0 to ${most}` }],
  );
}

function lawProblems(law: ShareLaw): MarketProblem[] {
  const isShare = (share: number) => share > 0 && share <= 1;
  const told = (path: (string | number)[], share: number) =>
    isShare(share) ? [] : [{ path: ['reclaimShare', ...path], message: `${share} is no share of a pool: it is above 0, up to 1` }];
  if (law.kind === 'empirical') {
    if (law.shares.length === 0) return [{ path: ['reclaimShare', 'shares'], message: 'there is no share: give one at least' }];
    return law.shares.flatMap((share, i) => told(['shares', i], share));
  }
  const wrong = [...told(['min'], law.min), ...told(['max'], law.max)];
  if (wrong.length > 0 || law.min <= law.max) return wrong;
  return [{ path: ['reclaimShare'], message: `min is ${law.min} and max is ${law.max}: min must not be above max` }];
}

function durationProblems(durations: Readonly<Record<string, number>>): MarketProblem[] {
  return Object.entries(durations)
    .filter(([, ms]) => !Number.isSafeInteger(ms) || ms < 0)
    .map(([name, ms]) => ({ path: [name], message: `${ms} is not a whole number of milliseconds, 0 or more` }));
}
