import { throughIncidents } from '../../cli/incident-runs.js';
import { type Column, headLine, textTable } from '../../cli/text-table.js';
import { listText, numberText } from '../../kernel/quantity-text.js';
import { requestedOf } from '../../record/survival/report.js';
import { type Html, html } from '../../report/html/escape.js';
import { section } from '../../report/html/frame.js';
import { table } from '../../report/html/table.js';
import { incidentCsv } from '../../report/survival/files.js';
import { criteriaText, meanOf, minutesText, recoveryText, survivedText, zonesText } from '../../report/survival/texts.js';
import { type TerminalStyle, wrap } from '../../report/terminal-style.js';
import { UserError } from '../../run/failure.js';
import { changedBy, type IncidentPlan, type IncidentRequest, incidentPlan } from '../../run/incident/plan.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { type Point, pointsOf } from '../../statistics/points.js';
import { lossVerdicts } from '../compare/incident/loss-verdicts.js';
import { placedBy } from './axis-policies.js';
import type { SweepPlan } from './plan.js';
import { labelsOf, type PointThrough, pointText, type SweepThrough, valueText } from './result.js';
import { assignmentsOf } from './space.js';

/** More points have too many runs through an incident. */
const POINTS_MAX = 500;

/** Plans the incidents of each point of a sweep; null: it has none. Throws a UserError for points that cannot. */
export async function sweepIncidents(
  plan: SweepPlan,
  request: IncidentRequest | null,
): Promise<readonly { values: Point; plan: IncidentPlan }[] | null> {
  if (request === null && plan.scenario.incidents.length === 0) return null;
  const points = [...pointsOf(plan.points)];
  if (points.length > POINTS_MAX)
    throw new UserError([`--incident: the sweep has ${points.length} points; at most ${POINTS_MAX} can go through an incident`]);
  const plans: { values: Point; plan: IncidentPlan }[] = [];
  for (const values of points) {
    const { module, set } = placedBy(plan.modules, [...plan.set, ...assignmentsOf(values)]);
    if (module !== null) throw new UserError(['--incident: an axis of policies takes those of the registry here; leave modules out']);
    plans.push({ values, plan: (await incidentPlan(changedBy(plan.scenario, set), request, { band: false }))! });
  }
  return plans;
}

interface How {
  readonly paths: readonly string[];
  readonly seeds: number;
  readonly workers: number | null;
  readonly signal: AbortSignal;
}

export async function sweepThrough(
  plans: Awaited<ReturnType<typeof sweepIncidents>>,
  { paths, seeds, workers, signal }: How,
): Promise<SweepThrough | null> {
  if (plans === null) return null;
  const ofPoints = plans.map(({ plan }) => plan);
  const reports = await throughIncidents(ofPoints, { replications: seeds, workers, signal });
  return { paths, points: plans.map(({ values }, i) => ({ point: i + 1, values, report: reports[i]! })) };
}

function columnsOf({ paths, points }: SweepThrough): Column<PointThrough>[] {
  const labels = labelsOf(paths);
  const hasLoad = points.some((one) => meanOf(one.report, 'requestsLost') !== null);
  // Each heading has two lines.
  const right = (head: string, cell: Column<PointThrough>['cell']): Column<PointThrough> => ({
    head: head.includes('\n') ? head : `\n${head}`,
    align: 'right',
    cell,
  });
  return [
    right('Point', ({ point }) => `${point}`),
    ...paths.map((path, i) => right(labels[i]!, ({ values }) => valueText(values[path]))),
    right('Task-minutes\nmissing', (one) => minutesText(meanOf(one.report, 'shortfallTaskMinutes')!)),
    right('Minutes with-\nout a task', (one) => minutesText(meanOf(one.report, 'zeroMinutes')!)),
    ...(hasLoad ? [right('Requests\nlost', (one) => numberText(meanOf(one.report, 'requestsLost') ?? 0, 0))] : []),
    { ...right('Recovered\nafter', ({ report }) => recoveryText(requestedOf(report).survival)), isOptional: true },
    right('Survived', ({ report }) => survivedText(report)),
    { ...right('Zones', ({ report }) => zonesText(requestedOf(report).zones)), isOptional: true },
  ];
}

function headOf({ points: [first] }: SweepThrough): string {
  const { incidents, requested, criteria, seeds } = first!.report;
  return `Each point on a day like ${listText(incidents.map(({ id }) => id))} (${requested}), means over ${seeds.count} seeds. ${criteriaText(criteria)}.`;
}

/** Returns the points by their losses, the least first. */
function ranked({ points }: SweepThrough): PointThrough[] {
  return [...points].sort(
    (a, b) => meanOf(a.report, 'shortfallTaskMinutes')! - meanOf(b.report, 'shortfallTaskMinutes')! || a.point - b.point,
  );
}

const SHOWN = 20;
const NUMBERS_SHOWN = 12;

/** Says which points are shown to lose more or less than the first; a single seed shows nothing. */
function verdictSentences({ points }: SweepThrough): string[] {
  if (points.length < 2 || points[0]!.report.seeds.count < 2) return [];
  const verdicts = lossVerdicts(points.map(({ report }) => report));
  const found = [...new Set(verdicts)].filter((verdict) => verdict !== '');
  if (found.length === 0) return [];
  const texts = found.map((verdict) => `${numbersText(points.slice(1).filter((_, i) => verdicts[i] === verdict))}: ${verdict}`);
  return [`Against point 1, seed by seed: ${texts.join('; ')}.`];
}

function numbersText(points: readonly PointThrough[]): string {
  if (points.length > NUMBERS_SHOWN) return `${points.length} points`;
  return `${points.length === 1 ? 'point' : 'points'} ${listText(points.map(({ point }) => `${point}`))}`;
}

export function sweepThroughText(through: SweepThrough, { width }: TerminalStyle): string {
  const more = through.points.length - SHOWN;
  const rest = more > 0 ? [`${more} more in incident.csv.`] : [];
  const verdicts = verdictSentences(through).flatMap((sentence) => ['', wrap(sentence, width)]);
  const shown = textTable(ranked(through).slice(0, SHOWN), columnsOf(through), width);
  return `${[wrap(headOf(through), width), '', ...shown, ...rest, ...verdicts].join('\n')}\n`;
}

export function sweepThroughSection(through: SweepThrough): Html[] {
  const columns = columnsOf(through);
  const heads = columns.map(({ head }) => headLine(head));
  const rows = ranked(through).map((one) => html`<tr>${columns.map(({ cell }) => html`<td>${cell(one)}</td>`)}</tr>`);
  const verdicts = verdictSentences(through).map((sentence) => html`<p>${sentence}</p>`);
  return section('A day like that', html`<p>${headOf(through)}</p>`, table(heads, rows), ...verdicts);
}

export function writeSweepThrough(directory: RunDirectory, { points, paths }: SweepThrough): void {
  directory.file('incident.csv', incidentCsv(points.map(({ values, report }) => ({ scenario: pointText({ values }, paths), report }))));
}
