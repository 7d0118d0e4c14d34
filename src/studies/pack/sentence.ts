import { numberText, plural } from '../../kernel/quantity-text.js';
import type { TraceConstraint } from '../../workload/formats/constraints.js';
import { type LeadMetric, leadMetric, rankedBy } from './lead.js';
import { type PackPolicy, type PackResult, type PackScale, skippedRows } from './result.js';

/** Describes the comparison of policies in one sentence with numbers. */
export function packSentence(result: PackResult): string {
  const metric = leadMetric(result);
  const ranked = rankedBy(result.policies, metric);
  if (ranked.length === 0) return 'Nothing arrived: there is nothing to compare.';
  const [best, second] = ranked;
  const amountOf = ({ spreads }: PackPolicy) => amount(spreads[metric.name]!.mean, metric);
  const isOfNodes = metric.unit === 'nodes';
  const lead = `${isOfNodes ? 'Every task is placed. ' : ''}${best.name} has ${amountOf(best)} ${isOfNodes ? '' : 'of the '}${metric.label}`;
  if (second === undefined) return `${lead}${isOfNodes ? '' : `; ${failedText(best)}`}.`;
  const last = ranked.at(-1)!;
  const worst = last === second ? '' : ` and ${last.name} ${amountOf(last)}`;
  const compared = `${lead}, against ${second.name} ${amountOf(second)}${worst}${differenceText(result, metric)}.`;
  // A multiple of the fleet is asked for in order that some are refused.
  return isOfNodes || result.identity.demand !== null ? compared : `${compared} ${failedShares(result.policies)}`.trimEnd();
}

/** A share in use says nothing of the tasks that were refused: they may be small, and many. */
function failedShares(policies: readonly PackPolicy[]): string {
  const shares = policies.flatMap(({ name, spreads }) =>
    spreads.failedPercent == null ? [] : [{ name, share: spreads.failedPercent.mean }],
  );
  if (shares.length === 0) return '';
  const [least, most] = [shares.reduce((a, b) => (b.share < a.share ? b : a)), shares.reduce((a, b) => (b.share > a.share ? b : a))];
  if (most.share === 0) return 'Every task is placed.';
  const text = (share: number) => `${numberText(share, 2)} %`;
  if (least.share === most.share) return `Each refused ${text(most.share)} of the tasks.`;
  return `Refused were ${text(least.share)} of the tasks by ${least.name}, the fewest, and ${text(most.share)} by ${most.name}, the most.`;
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

/** States how many tasks lack a time, and the consequence. */
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

function amount(value: number, { unit }: LeadMetric): string {
  return unit === '%' ? `${numberText(value, 2)} %` : numberText(value, 0, 1);
}

function failedText({ spreads: { failed } }: PackPolicy): string {
  return `${numberText(failed?.mean ?? 0, 0, 1)} tasks failed`;
}

/** Compares the best with the next, seed by seed; empty for one seed. */
function differenceText({ lead, identity }: PackResult, { unit }: LeadMetric): string {
  if (lead === null || lead.difference.halfWidth === null) return '';
  const { second, difference } = lead;
  const { mean, min, max, halfWidth } = difference;
  if (min === 0 && max === 0) return `; ${second} has as ${unit === '%' ? 'much' : 'many'} with every seed`;
  const decimals = unit === '%' ? 2 : 1;
  const ofUnit = unit === '%' ? 'points' : 'nodes';
  const ahead = Math.abs(mean);
  const tasks = identity.order === 'trace' ? `. ${ONE_TRACE}` : '';
  if (min === max) return `; the lead over ${second} is ${numberText(ahead, decimals)} ${ofUnit} with every seed${tasks}`;
  const [from, to] = [ahead - halfWidth!, ahead + halfWidth!].map((value) => numberText(value, decimals));
  const interval = `the 95 % interval of the lead over ${second}, seed by seed, is ${from} to ${to} ${ofUnit}`;
  return `; ${interval}${ahead > halfWidth! ? '' : ', so these seeds do not tell them apart'}${tasks}`;
}

const ONE_TRACE =
  'In the order of the trace seeds vary ties and draws, never the tasks: they do not say whether another trace has the same lead';
