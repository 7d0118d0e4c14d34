import { numberText, plural } from '../../kernel/quantity-text.js';
import { metricSpec } from '../../record/metric-names.js';
import { METRICS, type MetricSpec } from '../../record/metrics.js';
import { metricText } from '../../report/metric-text.js';
import { idleSentence } from '../../run/jobs/undone.js';
import type { Interval } from '../../statistics/interval.js';
import { meanText } from '../compare/texts/comparison-texts.js';
import { labelsOf, pointText, valueText } from '../sweep/result.js';
import { periodText, warmUpNotes } from '../sweep/sweep-texts.js';
import type { Finalist, OptimiseResult } from './result.js';

const COST = metricSpec('cost_usd');

/** Returns the format of an objective's figure: that of its headline metric, or one for its unit. */
function figureSpec(objective: string): MetricSpec {
  const [name = ''] = objective.split(/\s*[<>]/);
  const key = name.split('.').at(-1)!;
  const known = METRICS.find((metric) => metric.key === key);
  const unit = key.endsWith('_ms') ? 'ms' : key.endsWith('_usd') ? 'USD' : key.endsWith('_percent') ? '%' : 'tasks';
  const spec = known ?? { key, label: name, unit, shown: unit === 'tasks' ? 1 : 2, better: null, meaning: '' };
  return { ...spec, label: name === key ? spec.label.trim() : name };
}

/** Describes the result of a search in a few sentences. */
export function optimiseSentences(result: OptimiseResult): string[] {
  const { winner, paths, objectives, finalists, identity } = result;
  if (winner === null)
    return [`No point is shown to meet ${listText(objectives, 'and')}.`, ...undoneSentence(result), ...nearestLines(result)];
  const cheaper = finalists.filter(({ cost, verdict }) => cost.estimate < winner.cost.estimate && verdict === 'not shown').length;
  return [
    `The cheapest that meets ${listText(objectives, 'and')} costs ${meanText(COST, winner.cost)}${periodText(COST, winner.cost.estimate, identity)}: ${pointText(winner, paths)}.`,
    ...(winner.isIdle ? [idleSentence('there')] : []),
    ...nextSentence(result),
    ...undoneSentence(result),
    ...(cheaper === 0 ? [] : [`${plural(cheaper, 'cheaper finalist')} may meet them too, which is not shown: more replications may tell.`]),
  ];
}

/** A point that left work undone is cheap for nothing. */
function undoneSentence({ finalists }: OptimiseResult): string[] {
  const undone = finalists.flatMap((finalist) => finalist.undone ?? []);
  if (undone.length === 0) return [];
  return [`${plural(undone.length, 'finalist')} left work undone, which no objective makes up for: the first ${undone[0].why}.`];
}

function nextSentence({ next, paths }: OptimiseResult): string[] {
  if (next === null) return [];
  const { finalist, more } = next;
  const which = pointText(finalist, paths);
  if (more.low <= 0) return [`No difference in cost is shown from the next that meets them: ${which}.`];
  return [`The next that meets them costs ${meanText(COST, more)} more: ${which}.`];
}

/** Names the objective that no point meets, and the nearest value; or states that some point meets each, and no point meets all. */
function nearestLines({ objectives, finalists: all, paths }: OptimiseResult): string[] {
  if (all.length === 0) return ['No point of the last round finished all its runs.'];
  const finalists = all.filter(({ undone }) => undone === null);
  if (finalists.length === 0) return [];
  const lines = objectives.flatMap((objective, o) => {
    if (finalists.some((finalist) => finalist.objectives[o].verdict === 'met')) return [];
    const best = nearestTo(objective, finalists, o);
    if (best === null) return [`Nothing meets ${objective}: there was nothing to measure.`];
    const { finalist, found } = best;
    const isOpen = finalist.objectives[o].verdict === 'not shown';
    const verdict = isOpen ? `Nothing is shown to meet ${objective}` : `Nothing meets ${objective}`;
    return [`${verdict}: the nearest came to ${meanText(figureSpec(objective), found)}, with ${pointText(finalist, paths)}.`];
  });
  if (lines.length > 0) return lines;
  const together = finalists.filter(({ verdict }) => verdict === 'not shown').length;
  return [
    'Each is met by some finalist, and none is shown to meet all together.',
    ...(together === 0 ? [] : [`${plural(together, 'finalist')} may, which is not shown: more replications may tell.`]),
  ];
}

function nearestTo(objective: string, finalists: readonly Finalist[], o: number): { finalist: Finalist; found: Interval } | null {
  const sign = objective.includes('<') ? 1 : -1;
  const known = finalists.flatMap((finalist) => {
    const { found } = finalist.objectives[o];
    return found === null ? [] : [{ finalist, found }];
  });
  return known.sort((a, b) => sign * (a.found.estimate - b.found.estimate))[0] ?? null;
}

export function optimiseNotes(result: OptimiseResult): string[] {
  const { identity, rounds, pointCount, runs, failed, failures, finalists } = result;
  const spaced = rounds.map(({ points, replications }) => `${numberText(points, 0)} with ${numberText(replications, 0)}`);
  const bounded = finalists.filter(({ bound }) => bound !== null && typeof bound !== 'string');
  const unbounded = finalists.flatMap(({ bound }) => (typeof bound === 'string' ? [bound] : []));
  return [
    `${plural(pointCount, 'point')} of ${identity.scenario}, ${plural(runs, 'run')} with common random numbers. Points by rounds, and replications of each: ${spaced.join(', ')}. The figures come from the ${plural(identity.seeds.length, 'replication')} of the last round alone, which did not choose the points.`,
    '± is half of the 95 % interval of the mean; ✓, ✗ and ? say whether all of it is within the limit, beyond it, or neither. "Meets" covers all objectives, and holds for all finalists together (Holm). No finalist is better than a point of the front in both cost and waiting; "perhaps" marks a point that is worse by the means alone.',
    ...warmUpNotes(identity),
    ...(bounded.length === 0
      ? []
      : [
          'At least: no fleet of the instance types of that point runs the tasks of its first replication for less, at On-Demand prices. The gap is that of the same run at the same prices; there is no bound at Spot prices.',
        ]),
    ...(unbounded.length === 0 ? [] : [`No bound: ${unbounded[0]}.`]),
    ...(failed > 0
      ? [
          `${numberText(failed, 0)} of ${plural(runs, 'run')} failed, and their points with them; runs.csv says why. The first: ${failures.join('; ')}`,
        ]
      : []),
  ];
}

const FRONT = { front: 'yes', 'not shown worse': 'perhaps', dominated: 'no' } as const;

/** Columns of the table of finalists, for the terminal and the page. */
export interface FinalistColumn {
  readonly head: string;
  /** Names the point, or the criterion by which it is judged. */
  readonly isVerdict: boolean;
  cell(finalist: Finalist): string;
}

export function finalistColumns({ paths, objectives, waiting, finalists }: OptimiseResult): FinalistColumn[] {
  const labels = labelsOf(paths);
  const column = (head: string, cell: (finalist: Finalist) => string): FinalistColumn => ({ head, isVerdict: false, cell });
  const verdict = (head: string, cell: (finalist: Finalist) => string): FinalistColumn => ({ ...column(head, cell), isVerdict: true });
  const ofObjectives = objectives.map((objective, o) => {
    const { label, unit } = figureSpec(objective);
    // A long unit stands in the heading, so that the table fits 120 columns.
    const isLong = unit.endsWith('-minutes');
    return column(isLong ? `${label},\n${unit}` : `\n${label}`, ({ objectives: all }) => {
      const mean = meanText(figureSpec(objective), all[o].found);
      return `${isLong ? mean.replace(` ${unit}`, '') : mean}${{ met: ' ✓', missed: ' ✗', 'not shown': ' ?' }[all[o].verdict]}`;
    });
  });
  const isAnObjective = objectives.some((objective) => objective.startsWith(`${waiting.key} `));
  const hasBounds = finalists.some(({ bound }) => bound !== null && typeof bound !== 'string');
  return [
    verdict('\nPoint', ({ point }) => String(point)),
    ...paths.map((path, i) => column(`\n${labels[i]}`, ({ values }) => valueText(values[path]))),
    column('\nCost', ({ cost }) => meanText(COST, cost)),
    ...(hasBounds ? [column('at\nleast', leastText), column('\ngap', gapText)] : []),
    ...(isAnObjective ? [] : [column(`\n${waiting.label.trim()}`, ({ wait }) => meanText(waiting, wait))]),
    ...ofObjectives,
    verdict('\nObjectives', ({ verdict, undone }) => (undone === null ? verdict : 'work undone')),
    verdict('\nFront', ({ standing }) => (standing === null ? '–' : FRONT[standing])),
  ];
}

function leastText({ bound }: Finalist): string {
  if (bound === null || typeof bound === 'string') return '';
  return bound.hasSpot ? '–' : metricText(COST, bound.leastUsd);
}

function gapText({ bound }: Finalist): string {
  if (bound === null || typeof bound === 'string' || bound.leastUsd === 0) return '';
  return `${numberText((100 * (bound.runUsd - bound.leastUsd)) / bound.leastUsd, 0)} %`;
}

function listText(items: readonly string[], word: string): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}
