import { numberText, plural } from '../../kernel/quantity-text.js';
import type { TraceConstraint } from '../../workload/formats/constraints.js';
import {
  hasGpus,
  type PackLead,
  type PackPolicy,
  type PackResult,
  type PackScale,
  type PackTried,
  type Spread,
  skippedRows,
} from './result.js';

/** The metric that ranks policies: the share in use when demand for the whole fleet has arrived, or its mean over time. */
export function leadMetric(result: PackTried): { readonly name: string; readonly of: string } {
  const what = hasGpus(result) ? 'GPUs' : 'CPU';
  const kind = hasGpus(result) ? 'Gpu' : 'Cpu';
  if (result.identity.hasLifetimes) return { name: `${kind.toLowerCase()}PercentTimeAverage`, of: `${what} in use on average over time` };
  const names = Object.keys(result.policies[0]?.spreads ?? {}).filter((name) => name.startsWith(`allocated${kind}Percent`));
  const isMeasured = (name: string) => result.policies.every(({ replays }) => replays.every(({ metrics }) => metrics[name] != null));
  const name = names.find((one) => one !== `allocated${kind}PercentEnd` && isMeasured(one)) ?? `allocated${kind}PercentEnd`;
  const at = /\d+$/.exec(name)?.[0];
  return { name, of: `${what} allocated ${at === undefined ? 'in the end' : `when ${at} % of the demand has arrived`}` };
}

/** Describes the comparison of policies in one sentence with numbers. */
export function packSentence(result: PackResult): string {
  const { name, of } = leadMetric(result);
  const ranked = rankedBy(result.policies, name);
  if (ranked.length === 0) return 'Nothing arrived: there is nothing to compare.';
  const [best, second] = ranked;
  const lead = `${best.name} has ${shareText(best.spreads[name])} of the ${of}`;
  if (second === undefined) return `${lead}; ${failedText(best)}.`;
  const last = ranked.at(-1)!;
  const against = `${second.name} ${shareText(second.spreads[name])}`;
  const worst = last === second ? '' : ` and ${last.name} ${shareText(last.spreads[name])}`;
  return `${lead}, against ${against}${worst}${result.lead === null ? '' : differenceText(result.lead)}.`;
}

/** Explains the numbers of the table if there are several seeds. */
export function packLegend({ identity }: PackResult): string[] {
  if (identity.seeds.length === 1) return [];
  return [
    'Each: mean, least and greatest of the seeds, ± half width of the 95 % interval of the mean; a number alone is the same with every seed.',
  ];
}

/** Returns the notes on a result: the tie rule, omitted tasks, and tasks that can never be placed. */
export function packNotes(result: PackResult): string[] {
  const { identity, scale } = result;
  const skipped = skippedRows(result);
  const files = identity.inputs
    .filter((input) => input.skippedRows > 0)
    .map((input) => `${input.file}: ${numberText(input.skippedRows, 0)}`);
  return [
    `Ties (${identity.tie}): ${TIES[identity.tie]}.`,
    ...(skipped > 0 ? [`Rows left out because of mistakes in them (--skip-bad-rows): ${files.join(', ')}.`] : []),
    ...(scale.tasksThatFitNowhere > 0
      ? [
          `${numberText(scale.tasksThatFitNowhere, 0)} of ${numberText(scale.tasks, 0)} tasks fit on no node even when it is empty; every policy fails them.`,
        ]
      : []),
    ...emptyCells(scale),
    ...(result.policies.some(({ isOffline }) => isOffline)
      ? ['* offline: it sees all tasks before it places the first, which no scheduler can.']
      : []),
  ];
}

/** Says how many tasks lack a time, and what that means. */
export function emptyCells({
  tasksWithoutArrival: arrivals,
  tasksWithoutEnd: ends,
}: Pick<PackScale, 'tasksWithoutArrival' | 'tasksWithoutEnd'>) {
  return [
    ...(arrivals > 0 ? [`Tasks with an empty arrival, which are there from the start: ${numberText(arrivals, 0)}.`] : []),
    ...(ends > 0 ? [`Tasks with an empty end, which stay: ${numberText(ends, 0)}.`] : []),
  ];
}

const TIES = {
  'fixed-order': 'of nodes of equal rank the first in one random order, drawn once for each seed',
  random: 'of nodes of equal rank one by a fresh draw at each decision',
  name: 'of nodes of equal rank the first by name',
} as const;

/** Describes the tasks and the fleet. */
export function scaleText({ identity, scale }: PackResult): string {
  const gpus = scale.gpus > 0 ? `, ${plural(scale.gpus, 'GPU')}` : '';
  const nodes = `${plural(scale.nodes, 'node')} (${numberText(scale.vcpus, 0, 1)} vCPUs${gpus})`;
  const order = { trace: 'in the order of the trace', shuffled: 'shuffled by the seed' }[identity.order];
  const demand = identity.demand === null ? '' : ` until ${numberText(100 * identity.demand, 0, 2)} % of the fleet has been asked for`;
  const leave = identity.hasLifetimes ? 'tasks leave when they end' : 'nothing leaves';
  const limits = identity.constraints.map((constraint) => `; ${constraintText(constraint)}`).join('');
  return `${plural(scale.tasks, 'task')} on ${nodes}${limits}; ${order}${demand}, ${leave}; ${seedsText(identity.seeds)}.`;
}

function constraintText({ type, column, most }: TraceConstraint): string {
  return type === 'memberOf' ? `${column} of the node as the task asks` : `at most ${plural(most, 'task')} of one ${column} a node`;
}

function seedsText(seeds: readonly number[]): string {
  const isRange = seeds.length > 2 && seeds.every((seed, i) => seed === seeds[0] + i);
  return `seed${seeds.length === 1 ? '' : 's'} ${isRange ? `${seeds[0]}-${seeds.at(-1)}` : seeds.join(', ')}`;
}

/** Sorts best first; equals in the order of the options. */
export function rankedBy(policies: readonly PackPolicy[], metric: string): PackPolicy[] {
  return policies.filter(({ spreads }) => spreads[metric] != null).sort((a, b) => b.spreads[metric]!.mean - a.spreads[metric]!.mean);
}

function shareText(spread: Spread | null | undefined): string {
  return spread == null ? '–' : `${numberText(spread.mean, 2)} %`;
}

function failedText({ spreads: { failed } }: PackPolicy): string {
  return `${numberText(failed?.mean ?? 0, 0, 1)} tasks failed`;
}

/** Compares the best with the next, seed by seed; empty for one seed. */
function differenceText({ second, difference: { mean, min, max, halfWidth } }: PackLead): string {
  if (halfWidth === null) return '';
  if (min === 0 && max === 0) return `; ${second} has as much with every seed`;
  const [from, to] = [mean - halfWidth, mean + halfWidth].map((points) => numberText(points, 2));
  const interval = `the 95 % interval of the lead over ${second}, seed by seed, is ${from} to ${to} points`;
  return `; ${interval}${mean > halfWidth ? '' : ', so these seeds do not tell them apart'}`;
}
