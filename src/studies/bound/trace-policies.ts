import { type Column, textTable, wrapped } from '../../cli/text-table.js';
import { numberText } from '../../kernel/quantity-text.js';
import { PolicyFault } from '../../placement/algorithms/fault.js';
import { EXIT_FAILED, UserError } from '../../run/failure.js';
import { policiesOf } from '../../run/policies.js';
import { loadCheckedPolicy, type Policy } from '../../run/policy-module.js';
import { type NodeColumns, nodeColumns } from '../../workload/formats/columns.js';
import { leastFleet } from '../pack/replay/least-fleet.js';
import type { ReplayOptions } from '../pack/replay/problem.js';
import type { BoundTrace, TraceBounds } from './run-trace.js';

/** The fewest instances on which a policy places every task of a trace, beside the bound. */
export interface TracePolicyGap {
  readonly policy: string;
  /** Null: no fleet was found. */
  readonly instances: number | null;
  readonly atLeast: number;
  readonly gapPercent: number | null;
}

const SEED = 1;

/** Searches the least fleet of each policy: it has one kind of instance, since a policy chooses among instances and never rents one. */
export async function traceGaps(
  { input, hasLifetimes }: BoundTrace,
  { atOnce, overTime }: TraceBounds,
  policies: readonly Policy[],
): Promise<TracePolicyGap[]> {
  const problem = { ...input, nodes: firstOf(input.nodes) };
  const options: ReplayOptions = { seed: SEED, order: 'trace', demand: null, hasLifetimes, tie: 'name' };
  const atLeast = atOnce?.instances.lower ?? overTime?.instances.peak.lower ?? 0;
  const gaps: TracePolicyGap[] = [];
  for (const policy of policies) {
    const algorithm = async () => (policy.module === null ? policy.name : await loadCheckedPolicy(policy.module.path, policy.name));
    const instances = await leastFleet(problem, options, { from: atLeast, algorithm }).catch((error) => {
      if (!(error instanceof PolicyFault)) throw error;
      throw new UserError([`${policy.module?.path ?? '--policies'}: ${error.message}`], EXIT_FAILED);
    });
    const gapPercent = instances === null || atLeast === 0 ? null : (100 * (instances - atLeast)) / atLeast;
    gaps.push({ policy: policy.name, instances, atLeast, gapPercent });
  }
  return gaps;
}

/** All nodes are of one kind. */
function firstOf({ names, cpu, memoryMib, gpus, model, models, usdPerHour, labels }: NodeColumns): NodeColumns {
  const node = {
    name: names[0],
    cpu: cpu[0],
    memoryMib: memoryMib[0],
    gpus: gpus[0],
    model: models[model[0]],
    usdPerHour: usdPerHour[0],
    labels: labels.map(({ of, texts }) => texts[of[0]]),
  };
  const columns = labels.map(({ column }) => column);
  return nodeColumns([node], columns);
}

/** Returns the policies of the words. Throws a UserError with all mistakes. */
export async function tracePolicies(text: string, { kinds, hasLifetimes }: Pick<BoundTrace, 'kinds' | 'hasLifetimes'>): Promise<Policy[]> {
  const mistakes: string[] = [];
  if (kinds.length !== 1)
    mistakes.push(
      `--policies: a policy chooses among instances and rents none, so name one kind of them; of ${kinds.length} kinds in fixed shares there is drydock pack --least-fleet`,
    );
  const words = text.split(',').map((word) => word.trim());
  const policies = await policiesOf(words, mistakes);
  for (const { name, isOffline } of policies)
    if (isOffline && hasLifetimes) mistakes.push(`--policies ${name}: it is offline, so nothing may leave; leave --lifetimes out`);
  if (mistakes.length > 0) throw new UserError(mistakes);
  return policies;
}

const COLUMNS: readonly Column<TracePolicyGap>[] = [
  { head: 'Policy', cell: ({ policy }) => policy },
  { head: 'Instances', align: 'right', cell: ({ instances }) => (instances === null ? '–' : numberText(instances, 0)) },
  { head: 'At least', align: 'right', cell: ({ atLeast }) => numberText(atLeast, 0) },
  { head: 'Gap', align: 'right', cell: ({ gapPercent }) => (gapPercent === null ? '–' : `${numberText(gapPercent, 2)} %`) },
];

export function traceGapsText(gaps: readonly TracePolicyGap[], width?: number): string {
  const note = 'Instances: the fewest that take every task of the trace in its order, found by search. Ties: the first by name.';
  return `\n${[...textTable(gaps, COLUMNS, width), '', ...wrapped(note, width, '')].join('\n')}\n`;
}
