import { DAY_MS } from '../../kernel/durations.js';
import { dateSecondsOf } from '../../placement/query/literals.js';
import { readDocument } from '../text/document.js';
import { formatPath } from '../text/item-names.js';
import type { Path, Problem } from '../text/problem.js';
import { schemaProblems } from '../text/schema-problems.js';
import type { LocatedProblem } from '../text/sources.js';
import { instead } from '../text/suggest.js';
import { faultIssues, hasKey } from './fault-types.js';
import { type StepText, type TimelineText, timeline as timelineSchema, VARIANTS } from './timeline-schema.js';
import { spanOf, startMsOf } from './times.js';
import { filledIn, settingsIn, settingsOf, sizeOf } from './values.js';

/** A timeline, or all its mistakes with file, line and path. */
export type ReadTimeline =
  | { readonly timeline: TimelineText; readonly problems?: undefined }
  | { readonly timeline?: undefined; readonly problems: readonly LocatedProblem[] };

/** Nothing happens long before or after an incident: such a time is a slip. */
const [BEFORE_MS, AFTER_MS] = [DAY_MS, 7 * DAY_MS];

/** Reads a timeline with the strictness of a scenario. */
export function readTimeline(text: string, file: string): ReadTimeline {
  const document = readDocument(text, file);
  if (document.problems.length > 0)
    return {
      problems: document.problems.map(({ line, column, path, message }) => ({ file, line, column, path: path.join('.'), message })),
    };
  const parsed = timelineSchema.safeParse(document.value, { reportInput: true });
  const problems = parsed.success ? rulesOf(parsed.data) : schemaProblems(parsed.error.issues);
  const placed = problems.map(({ path, message }) => ({ file, ...document.locate(path), path: formatPath(document.value, path), message }));
  // A mistake of a step shows in each variant.
  const once = placed
    .filter((one, i) => placed.findIndex((other) => other.path === one.path && other.message === one.message) === i)
    .sort((a, b) => a.line - b.line);
  return once.length > 0 || !parsed.success ? { problems: once } : { timeline: parsed.data };
}

type Report = (path: Path, message: string) => void;

/** Returns the mistakes that the schema alone cannot find. */
function rulesOf(timeline: TimelineText): Problem[] {
  const found: Problem[] = [];
  const report: Report = (path, message) => found.push({ path, message });
  checkHead(timeline, report);
  checkSettings(timeline, report);
  const ids = new Set<string>();
  timeline.steps.forEach((step, i) => {
    if (ids.has(step.id)) report(['steps', i, 'id'], `there is a step ${step.id} already`);
    ids.add(step.id);
    checkOrigin(step, timeline, (path, message) => report(['steps', i, ...path], message));
    checkStep(step, timeline, (path, message) => report(['steps', i, ...path], message));
  });
  return found;
}

function checkHead({ incident, region, start, end, scope, zones }: TimelineText, report: Report): void {
  const days = [start, end].map((moment) => moment.slice(0, 10));
  if (!days.some((day) => incident.startsWith(`aws-${day}-${region}-`)))
    report(['incident'], `does not name the day of start and the region: aws-${days[0]}-${region}-WORD`);
  if (scope === 'zone' && Object.keys(zones).length === 0) report(['zones'], 'is empty: name the zone that failed, such as A');
  if (end !== 'open' && dateSecondsOf(end)! <= dateSecondsOf(start)!) report(['end'], 'is not after start');
}

function checkSettings(timeline: TimelineText, report: Report): void {
  const used = new Set(timeline.steps.flatMap((step) => settingsIn(step)));
  for (const [name, { default: usual, min, max }] of Object.entries(timeline.settings)) {
    const sizes = [min, usual, max].map(sizeOf);
    const path = ['settings', name];
    if (sizes.includes(undefined)) report(path, 'is no number and no duration');
    else if (new Set([min, usual, max].map((value) => typeof value)).size > 1) report(path, 'mixes numbers and durations');
    else if (!(sizes[0]! <= sizes[1]! && sizes[1]! <= sizes[2]!)) report(path, 'has a default outside [min, max]');
    if (!used.has(name)) report(path, 'is used by no step');
  }
}

/** Checks that a step without a source is marked as assumed. */
function checkOrigin({ basis, source }: StepText, { sources }: TimelineText, report: Report): void {
  if (source === undefined) {
    if (basis !== 'assumed') report(['source'], `is missing: a step that is ${basis} names its source; else its basis is assumed`);
    return;
  }
  const known = sources.map(({ id }) => id);
  for (const id of source.split(',').map((one) => one.trim()))
    if (!known.includes(id)) report(['source'], `there is no source ${id}${instead(id, known)}`);
}

function checkStep(step: StepText, timeline: TimelineText, report: Report): void {
  const known = Object.keys(timeline.settings);
  const unknown = settingsIn(step).filter((name) => !known.includes(name));
  for (const name of unknown) report(['fault'], `there is no setting ${name}${instead(name, known)}`);
  const letter = /([A-Z])$/.exec(step.where)?.[1];
  if (letter !== undefined && !Object.hasOwn(timeline.zones, letter)) report(['where'], `there is no zone ${letter} in zones`);
  if (step.to !== undefined && step.for !== undefined && step.every === undefined) report(['for'], 'stands beside to: give one of them');
  if (step.every !== undefined && (step.for === undefined || step.to === undefined)) report(['every'], 'needs for and to');
  if ((step.parts === undefined) !== (step.over === undefined)) report(['parts'], 'and over belong together');
  if (unknown.length > 0) return;
  for (const variant of VARIANTS) {
    const settings = settingsOf(timeline, variant, {});
    checkSpan(step, timeline, settings, report);
    checkFault(step, settings, report);
  }
}

function checkSpan(step: StepText, timeline: TimelineText, settings: ReturnType<typeof settingsOf>, report: Report): void {
  const span = spanOf(step, timeline, settings);
  if (span === undefined) return report(['from'], 'or to is no time');
  const startMs = startMsOf(timeline);
  const endMs = timeline.end === 'open' ? startMs : dateSecondsOf(timeline.end)! * 1_000;
  if (span.toMs !== null && span.toMs < span.fromMs) report(['to'], 'is not after from');
  if (span.toMs === span.fromMs && step.for === undefined) report(['to'], 'is not after from');
  if (span.fromMs < startMs - BEFORE_MS || (span.toMs ?? span.fromMs) > endMs + AFTER_MS)
    report(['from'], 'is more than a day before start, or ends more than 7 days after the end');
}

function checkFault(step: StepText, settings: ReturnType<typeof settingsOf>, report: Report): void {
  const { type } = step.fault;
  const hasEnd = step.to !== undefined || step.for !== undefined;
  if (Object.hasOwn(step.fault, 'at')) report(['fault', 'at'], 'is the key from of the step: leave it out here');
  if (Object.hasOwn(step.fault, 'for')) report(['fault', 'for'], 'is the key to of the step: leave it out here');
  if (hasEnd && !hasKey(type, 'for')) report(['to'], `${String(type)} is a moment and has no end`);
  const zone = step.where !== 'region' && hasKey(type, 'availabilityZone') ? { availabilityZone: 'us-east-1a' } : {};
  // 0 is a step that does not happen.
  const fault = Object.fromEntries(
    Object.entries(filledIn(step.fault, settings)).filter(([key, value]) => !(key === 'share' && value === 0)),
  );
  for (const { path, message } of schemaProblems(faultIssues({ ...fault, ...zone, at: '0s' }))) report(['fault', ...path], message);
}
