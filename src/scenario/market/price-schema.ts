import { z } from 'zod';
import { duration, list, shape } from '../fields.js';
import { parseDuration } from '../units.js';

const usd = z.number().min(0).max(100_000);

const STEPS_MAX = 10_000;

const step = shape('From this time on, this price.', () => ({
  at: duration('Since the start of the run; after the step before.'),
  usd: usd.describe('The price from then on.'),
}));

const steps = list(step, [1, STEPS_MAX], 'The price over time. The first one also holds before its time.').superRefine(
  (list, { addIssue }) => {
    const ms = list.map(({ at }) => parseDuration(at)!);
    for (let i = 1; i < ms.length; i++)
      if (ms[i]! <= ms[i - 1]!)
        addIssue({
          code: 'custom',
          path: [i, 'at'],
          message: `${list[i]!.at} is not after ${list[i - 1]!.at}: steps are in order of time`,
        });
  },
);

/** A constant price, or a list of steps. */
export function price(description: string) {
  return z.union([usd, steps]).describe(`${description} A number, or steps: [{ at: 0s, usd: 1 }, { at: 30m, usd: 2 }].`);
}

export type PriceText = z.infer<ReturnType<typeof price>>;
