import { readOne } from '../../cli/variant-options.js';
import type { Ms } from '../../kernel/event-loop.js';
import { numberText } from '../../kernel/quantity-text.js';
import { timeName } from '../../run/checkpoints/checkpoint.js';
import { readCheckpoint } from '../../run/checkpoints/checkpoint-file.js';
import type { Checkpoints, CheckpointTimes } from '../../run/checkpoints/checkpoints.js';
import { type Fork, forkedScenario } from '../../run/checkpoints/fork.js';
import { orAllMistakes, UserError } from '../../run/failure.js';
import type { Policy } from '../../run/policy-module.js';
import type { ScenarioFile } from '../../run/scenario-file.js';
import { formatDuration, parseDuration } from '../../scenario/units.js';

/** More checkpoints than this come from a wrong unit. */
const CHECKPOINTS_MAX = 10_000;
const KIB = 1024;
const MIB = 1_048_576;

export interface CheckpointRequest {
  readonly scenario?: string | undefined;
  readonly from?: string | undefined;
  readonly seed?: number | undefined;
  readonly set: readonly string[];
  readonly variant: readonly string[];
  readonly events: boolean;
  readonly ecsEvents: boolean;
}

/** A scenario to run from its start, or from a checkpoint. */
export interface ToRun {
  readonly scenario: ScenarioFile;
  readonly from: Fork | undefined;
  readonly withEvents: boolean;
  readonly withEcsEvents: boolean;
}

export async function whatToRun(
  { scenario: path, from, seed, set, variant, events, ecsEvents }: CheckpointRequest,
  policy: Policy | null,
  mistakes: string[],
): Promise<ToRun> {
  if (from === undefined) {
    if (path === undefined) throw new UserError([...mistakes, 'Give a scenario, or --from CHECKPOINT.']);
    const scenario = orAllMistakes(mistakes, () => readOne(path, variant, { set, seed, policy }));
    return { scenario, from: undefined, withEvents: events, withEcsEvents: ecsEvents };
  }
  if (path !== undefined) mistakes.push(`${path}: --from a checkpoint brings its own scenario; leave this one out`);
  if (seed !== undefined) mistakes.push('--seed: a run goes on with the seed that it began with; leave it out with --from');
  if (variant.length > 0) mistakes.push('--variant: a run goes on as it began; give changes from the checkpoint on by --set');
  const checkpoint = orAllMistakes(mistakes, () => readCheckpoint(from));
  const { withEvents, withEcsEvents } = checkpoint.head;
  const missing = [...(events && !withEvents ? ['--events'] : []), ...(ecsEvents && !withEcsEvents ? ['--ecs-events'] : [])];
  if (missing.length > 0)
    throw new UserError(missing.map((option) => `${option}: the run that left ${from} did not write them, and their beginning is gone`));
  const { scenario, fork } = await forkedScenario(from, checkpoint, { set, policy });
  return { scenario, from: fork, withEvents, withEcsEvents };
}

/** Returns the directory of results under reports/out: a fork or a variant does not overwrite the run that it comes from. */
export function outName({ setup, variantOf }: ScenarioFile, from: Fork | undefined): string {
  if (variantOf !== undefined) return `${variantOf}-${setup.name}`;
  if (from === undefined || from.forkedFrom === from.checkpoint.head.forkedFrom) return setup.name;
  return `${setup.name}-from-${timeName(from.checkpoint.head.atMs)}`;
}

/** Reads the times of checkpoints; null: none. */
export function checkpointTimes(
  { checkpointEvery: every, checkpointAt: at }: { readonly checkpointEvery?: string | undefined; readonly checkpointAt: readonly string[] },
  durationMs: Ms,
): CheckpointTimes | null {
  const mistakes: string[] = [];
  const timeOf = (option: string, text: string): Ms[] => {
    const ms = parseDuration(text) ?? 0;
    if (ms === 0) mistakes.push(`${option} ${text}: write a duration above zero, such as 90s or 14h5m`);
    else if (ms >= durationMs)
      mistakes.push(`${option} ${text}: the scenario ends at ${formatDuration(durationMs)}, and nothing would be left to fork`);
    return [ms];
  };
  const atMs = at.flatMap((text) => timeOf('--checkpoint-at', text));
  const everyMs = every === undefined ? null : timeOf('--checkpoint-every', every)[0];
  const count = everyMs === null || everyMs === 0 ? 0 : Math.floor(durationMs / everyMs);
  if (count > CHECKPOINTS_MAX)
    mistakes.push(
      `--checkpoint-every ${every}: that makes ${numberText(count, 0)} checkpoints; ask for ${numberText(CHECKPOINTS_MAX, 0)} at most`,
    );
  if (mistakes.length > 0) throw new UserError(mistakes);
  return everyMs === null && atMs.length === 0 ? null : { everyMs, atMs };
}

/** Explains where the checkpoints are and how to use them. */
export function checkpointsText(checkpoints: Checkpoints | undefined): string {
  const last = checkpoints?.paths.at(-1);
  if (checkpoints === undefined || last === undefined) return '';
  const { paths, folder, bytes } = checkpoints;
  const many = paths.length === 1 ? '1 checkpoint' : `${paths.length} checkpoints`;
  return `${many} in ${folder}, ${bytesText(bytes)}\nWhat if: drydock run --from ${paths[paths.length >> 1]} --set path=value\n`;
}

function bytesText(bytes: number): string {
  return bytes < MIB ? `${numberText(Math.ceil(bytes / KIB), 0)} KiB` : `${numberText(bytes / MIB, 1)} MiB`;
}
