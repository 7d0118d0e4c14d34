import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { inverseNormal } from '../../kernel/inverse-normal.js';
import { type Drawer, scaledDrawn } from '../../scenario/plausible/draw.js';
import type { Assignment } from '../../scenario/text/set-path.js';
import { UserError, whyUnreadable } from '../failure.js';

/** The result of a fit of a backtest: values of settings, and their certainty. */
export interface Fitted {
  readonly patch: readonly Assignment[];
  /** Standard error of the logarithm of a time's median, by path. */
  readonly errors: ReadonlyMap<string, number>;
}

const summary = z.object({
  fit: z.object({
    patch: z.record(z.string(), z.string()),
    numbers: z.array(z.object({ name: z.string(), standard_error_of_logarithm: z.number().min(0).nullable() })),
  }),
});

const MEDIAN = / median$/;

/** Reads summary.json of `drydock backtest --fit timings`. Throws a UserError if it is none. */
export function readFitted(path: string): Fitted {
  const from = `--fitted ${path}`;
  const { fit } = summaryIn(path);
  const errors = fit.numbers.flatMap(({ name, standard_error_of_logarithm: error }) =>
    MEDIAN.test(name) && error !== null ? [[name.replace(MEDIAN, ''), error] as const] : [],
  );
  return { patch: Object.entries(fit.patch).map(([setting, value]) => ({ path: setting, value, from })), errors: new Map(errors) };
}

function summaryIn(path: string): z.infer<typeof summary> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError([`--fitted ${path}: ${whyUnreadable(error as NodeJS.ErrnoException)}`]);
  }
  try {
    const parsed = summary.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {}
  throw new UserError([`--fitted ${path}: it is no summary.json of drydock backtest with --fit timings`]);
}

/** Draws a fitted time within its error: lognormal around the fitted median, as the error of a fit is one of the logarithm. */
export function fittedDrawer({ path, value }: Assignment, error: number): Drawer {
  return { path, kind: 'time', draw: (place) => scaledDrawn(value, Math.exp(error * inverseNormal(place))) };
}
