import { z } from 'zod';
import { BUCKETS, MARKET_DEFAULTS } from '../../market/market-settings.js';
import { ACCOUNT_PROVIDERS } from '../../sim/providers/of-setup.js';
import { instanceType, zone } from '../cluster/instances-schema.js';
import { choice, duration, list, nonEmpty, positive, real, shape } from '../fields.js';
import { show } from '../text/suggest.js';
import { formatDuration } from '../units.js';
import { price } from './price-schema.js';

/** Schema of the capacity pools from which groups launch: an instance type in a zone, On-Demand or Spot. */

const INSTANCES_MAX = 1_000_000;
const file = nonEmpty(
  'Path of a CSV file, relative to the scenario: a time in one of the columns time_s, time_ms and timestamp, usd_per_hour, and, for several pools, instance_type and zone.',
);

export const interruptionBucket = choice(
  BUCKETS,
  "Bucket of the AWS Spot Advisor: how many instances are interrupted in a month. Default: the Spot Advisor's.",
);
export const savingsPercent = real(0, 100, "How far the Spot price is below the On-Demand price. Default: the Spot Advisor's.");

/** Selects pools; an absent key matches any. */
export const where = {
  instanceType: instanceType.describe('Only pools of this type. Default: all types.').optional(),
  capacityProvider: choice(
    ACCOUNT_PROVIDERS,
    'Only pools of this Fargate provider; never beside instanceType. Their capacity is counted in tasks. Default: any, and pools of instances.',
  ).optional(),
  availabilityZone: zone.describe('Only pools in this zone. Default: all zones.').optional(),
};

const capacity = z
  .union([z.int().min(0).max(INSTANCES_MAX), z.literal('unlimited')], {
    error: (issue) => `${show(issue.input)} is no number of instances: write a whole number from 0, or unlimited`,
  })
  .describe(
    'Most instances in each of these pools. Instances of the start are launched up to it; containerInstances do not count. Default: unlimited.',
  );

const trace = shape('Capacity in instances over time, from a file.', () => ({
  file,
  format: choice(
    ['csv', 'bamboo', 'parcae', 'skypilot'],
    'csv: a time and the pool as in a file of prices, and nodes (how many there are), or add and remove (how many come and go). The others: as those projects publish them; of skypilot the name of the file carries zone and type.',
  ).default('csv'),
  scale: positive(INSTANCES_MAX, 'Multiplies the instances of the file; a reclaim takes the same share.').default(1),
  repeat: z.boolean().describe('Repeats the file to the end of the run. Without it the last row holds.').default(false),
}));

const priceFile = shape('The price over time, from a CSV file.', () => ({
  file,
}));

const spotPool = shape('Settings of single Spot pools. Of two entries about a pool the later one holds.', () => ({
  ...where,
  interruptionBucket: interruptionBucket.optional(),
  interruptionProbability: z
    .number()
    .min(0)
    .lt(1)
    .describe(
      'Share of the instances that is interrupted within 30 days; 0: none by chance. Its bucket determines the depth of the pool. Default: by the bucket.',
    )
    .optional(),
  savingsPercent: savingsPercent.optional(),
  usdPerHour: price('Spot price.').optional(),
  prices: priceFile.optional(),
  capacity: capacity.optional(),
  depth: real(0, 1, 'Spare capacity from 0 to 1, which the capacity-optimized strategies compare. Default: by the bucket.').optional(),
  trace: trace.describe('Capacity and interruptions from a file, in place of chance.').optional(),
}));

const onDemandPool = shape('Limits of some On-Demand pools. Of two entries about a pool the later one holds.', () => ({
  ...where,
  capacity: capacity.optional(),
  trace: trace.describe('Capacity over time, from a file. Running instances go on.').optional(),
}));

export const share = z.number().gt(0).max(1);
const D = MARKET_DEFAULTS;

const SHARE_KINDS = ['uniform', 'empirical'] as const;
const reclaimShare = shape('The random share of a pool that one reclaim takes. Exactly one of the kinds.', () => ({
  uniform: shape('Every share between two is equally likely.', () => ({
    min: share.describe('Smallest.'),
    max: share.describe('Largest, not below min.'),
  }))
    .refine(({ min, max }) => !(min > max), 'min is above max')
    .optional(),
  empirical: list(share, [1, 100_000], 'One of these shares, each equally likely.').optional(),
})).refine(
  (value) => SHARE_KINDS.filter((kind) => value[kind] !== undefined).length === 1,
  `needs exactly one of ${SHARE_KINDS.join(', ')}`,
);

const byBucket = (each: z.ZodNumber, description: string) =>
  z
    .array(each)
    .refine((values) => values.length === BUCKETS.length, {
      error: (issue) => `has ${(issue.input as unknown[]).length} entries: ${BUCKETS.length}, for ${BUCKETS.join(', ')}`,
    })
    .describe(`${description} For each bucket of the Spot Advisor: ${BUCKETS.join(', ')}.`);

export const spot = shape('Open choices of the Spot market, and settings of single pools.', () => ({
  interruptedByBucket: byBucket(
    z.number().min(0).lt(1),
    'Share of the instances that is interrupted within 30 days; 0: none by chance. Its bucket determines the depth of the pool. Default: by the bucket.',
  ).default([...D.interruptedByBucket]),
  depthByBucket: byBucket(
    z.number().min(0).max(1),
    'Spare capacity of a pool, from 0 to 1, which the capacity-optimized strategies compare.',
  ).default([...D.depthByBucket]),
  reclaimShare: reclaimShare.prefault({ uniform: { min: 0.1, max: 0.5 } }),
  recommendationProbability: real(0, 1, 'How often a rebalance recommendation comes before a reclaim by chance or from a trace.').default(
    D.recommendationProbability,
  ),
  recommendationLead: duration('How long before the notice it comes.').default(formatDuration(D.recommendationLeadMs)),
  noticeSeen: duration(
    'From the interruption notice until the agent or managed draining has seen it; the rest of the two minutes is left.',
  ).default(formatDuration(D.noticeSeenMs)),
  shortageAfterReclaim: duration('For how long nothing can be launched in a pool after a reclaim by chance.').default(
    formatDuration(D.shortageAfterReclaimMs),
  ),
  pools: list(spotPool, [0, 1_000], 'Settings of single pools.').default([]),
}));

export const onDemand = shape('The On-Demand capacity.', () => ({
  pools: list(onDemandPool, [0, 1_000], 'Pools that are not unlimited.').default([]),
}));
