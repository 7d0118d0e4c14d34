import { z } from 'zod';
import type { Kept } from '../../run/journal/journal-file.js';
import type { BoundResult } from './bound.js';
import type { PolicyGap } from './gap.js';
import type { TimeBound } from './over-time.js';

const objective = z.enum(['instances', 'usdPerHour']);
const name = z.enum(['volume', 'L2', 'farley', 'configuration LP']);
const number = z.number();

const timeBound = z.strictObject({
  objective,
  total: number,
  shares: z.strictObject({ volume: number, L2: number, carried: number, farley: number, 'configuration LP': number }),
  peak: z.strictObject({ lower: number, atMs: number, upper: number, names: z.array(name) }),
  ...{ moments: number, solved: number, iterations: number, elapsedMs: number },
}) satisfies z.ZodType<TimeBound>;

const boundResult = z.strictObject({
  objective,
  lower: number,
  names: z.array(name),
  ...{ isProven: z.boolean(), isRounded: z.boolean() },
  byName: z.strictObject({ volume: number, L2: number, configurations: z.nullable(number) }),
  upper: number,
  packing: z.array(z.strictObject({ offer: number, load: z.array(z.strictObject({ size: number, copies: number })), instances: number })),
  ...{ gapPercent: number, iterations: number, elapsedMs: number },
}) satisfies z.ZodType<BoundResult>;

const gap = z.strictObject({ run: number, bound: number, gapPercent: z.nullable(number) });

const policyPart = z.strictObject({
  gap: z.strictObject({
    policy: z.string(),
    ...{ instanceHours: gap, peakInstances: gap, costUsd: gap },
    neverPlaced: number,
    bounds: z.strictObject({ instances: timeBound, cost: timeBound }),
  }) satisfies z.ZodType<PolicyGap>,
  spentMs: number,
});

/** The bounds of one policy, and what they have taken of the time limit. */
export type PolicyPart = z.infer<typeof policyPart>;

export const POLICY_PARTS: Kept<PolicyPart> = { read: (value) => policyPart.parse(value), isFinal: () => true };

/** A bound of a trace, in one objective. */
export type TracePart = BoundResult | TimeBound;

export const TRACE_PARTS: Kept<TracePart> = { read: (value) => z.union([boundResult, timeBound]).parse(value), isFinal: () => true };
