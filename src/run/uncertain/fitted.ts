import { z } from 'zod';
import type { Assignment } from '../../scenario/text/set-path.js';
import { UserError, whyUnreadable } from '../failure.js';
import { readText } from '../text-file.js';

/** The result of a fit of a backtest. */
export interface Fitted {
  /** The values with which runs come nearest to the recording. */
  readonly patch: readonly Assignment[];
  /** Plausible ECSs that explain the recording: a value of each setting, as `--set` takes it. */
  readonly worlds: FittedWorlds;
}

export interface FittedWorlds {
  readonly settings: readonly string[];
  /** By world and setting. */
  readonly values: readonly (readonly string[])[];
}

const summary = z.object({
  fit: z.object({
    patch: z.record(z.string(), z.string()),
    worlds: z
      .object({ settings: z.array(z.string()), values: z.array(z.array(z.string())).min(1) })
      .refine(({ settings, values }) => values.every((row) => row.length === settings.length)),
  }),
});

/** Reads summary.json of `drydock backtest --fit timings`. Throws a UserError if it is none. */
export function readFitted(path: string): Fitted {
  const { patch, worlds } = summaryIn(path).fit;
  return { patch: Object.entries(patch).map(([setting, value]) => ({ path: setting, value, from: `--fitted ${path}` })), worlds };
}

function summaryIn(path: string): z.infer<typeof summary> {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    throw new UserError([`--fitted ${path}: ${whyUnreadable(error as NodeJS.ErrnoException)}`]);
  }
  try {
    const parsed = summary.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {}
  throw new UserError([`--fitted ${path}: it is no summary.json of drydock backtest with --fit timings`]);
}
