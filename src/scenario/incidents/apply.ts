import { durationText } from '../../kernel/quantity-text.js';
import { presentAtMsOf, zonesOf } from '../complete.js';
import type { Scenario } from '../schema.js';
import type { Path, Problem } from '../text/problem.js';
import { schemaProblems } from '../text/schema-problems.js';
import { formatProblem } from '../text/sources.js';
import { instead, nearest, show } from '../text/suggest.js';
import { durationMs, formatDuration } from '../units.js';
import { type AppliedStep, appliedSteps } from './expand.js';
import { faultIssues } from './fault-types.js';
import { whyNoEffect } from './no-effect.js';
import { asOperated, type Operated, withOperator } from './operator.js';
import { placedAt } from './place.js';
import { readTimeline } from './read.js';
import { type IncidentSettings, type IncidentText, incidentSettings } from './schema.js';
import { type TimelineText, VARIANTS } from './timeline-schema.js';
import { startMsOf } from './times.js';
import { type SettingsOf, settingsOf, sizeOf } from './values.js';
import { assignmentsOf, type ZoneAssignment } from './zones.js';

/** An incident as a run goes through it. */
export interface AppliedIncident {
  /** Its entry in the scenario, and the name of its file for readers. */
  readonly text: IncidentText;
  readonly file: string;
  readonly timeline: TimelineText;
  readonly variant: string;
  readonly settings: SettingsOf;
  /** Time of the run at which it begins. */
  readonly atMs: number;
  /** Times of the run: the start of its first step, and the end of its last one within the run. */
  readonly fromMs: number;
  readonly lastMs: number;
  readonly assignment: ZoneAssignment;
  readonly steps: readonly AppliedStep[];
  /** The cluster's Region, if it is another one. */
  readonly transplantedTo: string | null;
  /** Settings of how it is placed and judged. */
  readonly rules: IncidentSettings;
  /** Properties that runs have yet to find: the zones, or the peak. Until then the first assignment and the time of day stand for them. */
  readonly open: { readonly zones: 'worst' | 'best' | 'each' | null; readonly isPeak: boolean };
}

export interface Options {
  /** The text of a timeline by its name in the scenario. */
  readonly read: (name: string) => string | undefined;
  readonly incidentIds?: (() => readonly string[]) | undefined;
  readonly report: (problem: Problem) => void;
}

/** A timeline of the library by its id has this name for readers of files. */
export const LIBRARY_SCHEME = 'incident:';

/** The name by which the file of an incident is read. */
function timelineFile(name: string): string {
  return /\.(ya?ml|json)$/.test(name) ? name : `${LIBRARY_SCHEME}${name}`;
}

/** Takes the incidents out of a scenario and adds their faults, in order, after its own. */
export function withIncidents(
  scenario: Scenario,
  options: Options,
): { readonly scenario: Scenario; readonly incidents: readonly AppliedIncident[]; readonly operated: readonly Operated[] } {
  const { incidents: texts = [], incident, ...rest } = scenario;
  const rules = incident ?? incidentSettings.parse({});
  const incidents = texts.flatMap((text, i) => appliedIncident(text, { ...options, scenario, rules, path: ['incidents', i] }) ?? []);
  const applied = { ...rest, faults: [...rest.faults, ...faultsIn(incidents).map(({ fault }) => fault)] };
  return { incidents, ...operatedIn(applied, incidents, { texts, report: options.report }) };
}

function operatedIn(
  scenario: Scenario,
  incidents: readonly AppliedIncident[],
  { texts, report }: { readonly texts: readonly IncidentText[]; readonly report: (problem: Problem) => void },
): { readonly scenario: Scenario; readonly operated: readonly Operated[] } {
  let all = { scenario, operated: [] as readonly Operated[] };
  for (const incident of incidents) {
    const more = withOperator(all.scenario, incident, { path: ['incidents', texts.indexOf(incident.text)], report });
    all = { scenario: more.scenario, operated: [...all.operated, ...more.operated] };
  }
  return all;
}

/** In order of time, ties in order of the incidents and of their steps. */
function faultsIn(incidents: readonly AppliedIncident[]) {
  return incidents
    .flatMap(({ steps }, i) => steps.flatMap(({ id, faults }) => faults.map((fault) => ({ fault, id, path: ['incidents', i] }))))
    .sort((a, b) => durationMs(a.fault.at) - durationMs(b.fault.at));
}

interface At extends Options {
  readonly scenario: Scenario;
  readonly rules: IncidentSettings;
  readonly path: Path;
}

function appliedIncident(text: IncidentText, at: At): AppliedIncident | undefined {
  const { scenario, rules, path, report } = at;
  const timeline = timelineOf(text, at);
  if (timeline === undefined) return undefined;
  const error = (key: string, message: string) => report({ path: [...path, key], message });
  const settings = statedSettings(text, timeline, error);
  const assignment = assignmentOf(text, timeline, at);
  const startsAtMs = presentAtMsOf(scenario);
  const placed = placedAt(text, timeline, { startsAtMs, leadMs: durationMs(rules.lead) });
  if ('message' in placed) error('at', placed.message);
  const isElsewhere = scenario.region !== timeline.region;
  if (isElsewhere && text.refuseTransplant)
    error('refuseTransplant', `the incident was in ${timeline.region}, and the cluster is in ${scenario.region}`);
  const ids = timeline.steps.map(({ id }) => id);
  for (const id of text.without) if (!ids.includes(id)) error('without', `the incident has no step ${show(id)}${instead(id, ids)}`);
  if (settings === undefined || assignment === undefined || 'message' in placed) return undefined;
  const runMs = durationMs(scenario.duration);
  const { atMs } = placed;
  const steps = appliedSteps({
    timeline,
    variant: text.variant,
    without: text.without,
    settings,
    shiftMs: atMs - startMsOf(timeline),
    assignment: assignment.zones,
    zones: zonesOf(scenario),
    durationMs: runMs,
  }).map((step) => judgedStep(step, scenario));
  const misfit = misfitOf(steps, scenario.duration);
  if (misfit !== null) {
    error(...misfit);
    return undefined;
  }
  const { fromMs } = steps[0]!;
  for (const { id, faults } of steps)
    for (const { message } of schemaProblems(faults.flatMap((fault) => faultIssues(fault)))) error('set', `step ${id}: ${message}`);
  const lastMs = Math.min(runMs, Math.max(...steps.map((step) => step.toMs ?? step.fromMs)));
  warnOfEnd({ steps, runMs, observe: rules.observe }, (message) => report({ path: [...path, 'at'], message, level: 'warning' }));
  return {
    ...{
      text,
      file: timelineFile(text.name),
      timeline,
      variant: text.variant,
      settings,
      atMs,
      fromMs,
      lastMs,
      assignment: assignment.zones,
      steps,
      rules,
    },
    transplantedTo: isElsewhere ? scenario.region : null,
    open: { zones: assignment.isOpen ? (text.zones as 'worst') : null, isPeak: placed.isOpen },
  };
}

/** Returns why the steps do not begin within the run, with the key of the mistake; null: they do. */
function misfitOf(steps: readonly AppliedStep[], duration: string): [key: string, message: string] | null {
  if (steps.length === 0) return ['without', 'leaves no step: leave the incident out instead'];
  const { id, fromMs } = steps[0]!;
  if (fromMs < 0) return ['at', `puts the step ${id} before the start of the run: let it begin ${formatDuration(-fromMs)} later`];
  if (fromMs < durationMs(duration)) return null;
  return [
    'at',
    `begins ${durationText(fromMs)} into the run, which ends at ${duration}: give it an earlier time, or the run a longer duration`,
  ];
}

/** A step that cannot act is kept, with the reason. */
function judgedStep(step: AppliedStep, scenario: Scenario): AppliedStep {
  const reasons = step.faults.map((fault) => whyNoEffect(fault, scenario));
  const isIdle = reasons.length > 0 && reasons.every((reason) => reason !== null);
  return { ...step, why: step.why ?? (isIdle ? reasons[0]! : null) };
}

function timelineOf({ name }: IncidentText, { read, incidentIds, report, path }: At): TimelineText | undefined {
  const file = timelineFile(name);
  const text = read(file);
  if (text === undefined) {
    const message = file.startsWith(LIBRARY_SCHEME)
      ? `there is no incident ${show(name)} in the library: ${remedy(name, incidentIds?.() ?? [])}`
      : `the file ${show(name)} cannot be read`;
    report({ path: [...path, 'name'], message });
    return undefined;
  }
  const { timeline, problems = [] } = readTimeline(text, name);
  for (const problem of problems) report({ path: [...path, 'name'], message: formatProblem(problem) });
  return timeline;
}

function remedy(name: string, ids: readonly string[]): string {
  const part = name.toLowerCase();
  const meant = nearest(name, ids) ?? ids.findLast((id) => part.length > 2 && id.includes(part));
  const rest = 'drydock catalog --incidents lists them; a file of your own ends in .yaml';
  return meant === undefined ? rest : `did you mean ${meant}? ${rest}`;
}

/** Returns the settings that the entry states; undefined after a mistake. */
function statedSettings(
  { set, outsideRange, variant }: IncidentText,
  timeline: TimelineText,
  error: (key: string, message: string) => void,
): SettingsOf | undefined {
  const known = Object.keys(timeline.settings);
  const variants = [...VARIANTS, ...timeline.steps.flatMap((step) => step.variant ?? [])];
  let isRight = true;
  const wrong = (key: string, message: string) => {
    isRight = false;
    error(key, message);
  };
  if (!variants.includes(variant)) wrong('variant', `there is no variant ${show(variant)}${instead(variant, variants)}`);
  for (const [name, value] of Object.entries(set)) {
    const setting = timeline.settings[name];
    if (setting === undefined) {
      wrong('set', `there is no setting ${name}${instead(name, known)}`);
      continue;
    }
    const [size, min, max] = [value, setting.min, setting.max].map(sizeOf);
    if (size === undefined || typeof value !== typeof setting.default)
      wrong('set', `${name}: ${show(value)} is no ${typeof setting.default === 'number' ? 'number' : 'duration'}`);
    else if (!outsideRange && (size < min! || size > max!))
      wrong('set', `${name}: ${value} is outside ${setting.min} to ${setting.max}, the plausible range: outsideRange: true allows it`);
  }
  return isRight ? settingsOf(timeline, variant, set) : undefined;
}

function assignmentOf(
  { zones: given }: IncidentText,
  timeline: TimelineText,
  { scenario, path, report }: At,
): { readonly zones: ZoneAssignment; readonly isOpen: boolean } | undefined {
  const letters = Object.keys(timeline.zones);
  const clusterZones = zonesOf(scenario);
  const all = assignmentsOf(letters, clusterZones);
  if (typeof given === 'string') return { zones: all[0]!, isOpen: all.length > 1 };
  const ids = scenario.cluster.availabilityZoneIds ?? {};
  const zoneOf = (word: string) => clusterZones.find((zone) => zone === word || ids[zone] === word);
  let isRight = true;
  for (const [letter, word] of Object.entries(given)) {
    const wrong = !letters.includes(letter)
      ? `the incident has no zone ${letter}${instead(letter, letters)}`
      : zoneOf(word) === undefined
        ? `${show(word)} is no zone of the cluster${instead(word, clusterZones)}`
        : null;
    if (wrong === null) continue;
    isRight = false;
    report({ path: [...path, 'zones', letter], message: wrong });
  }
  if (!isRight) return undefined;
  const stated = Object.fromEntries(Object.entries(given).map(([letter, word]) => [letter, zoneOf(word)!]));
  const fitting = all.filter((one) => Object.entries(stated).every(([letter, zone]) => one[letter] === zone));
  return { zones: { ...(fitting[0] ?? all[0]!), ...stated }, isOpen: false };
}

function warnOfEnd(
  { steps, runMs, observe }: { steps: readonly AppliedStep[]; runMs: number; observe: string },
  warn: (message: string) => void,
): void {
  const cut = steps.filter(({ isCut }) => isCut).length;
  const lastMs = Math.max(0, ...steps.filter(({ isOpen }) => !isOpen).map((step) => step.toMs ?? step.fromMs));
  if (cut > 0)
    warn(`the run ends before ${cut === 1 ? 'a step' : `${cut} steps`} of the incident: recovery is not seen; give it a longer duration`);
  else if (runMs - lastMs < durationMs(observe))
    warn(
      `the run ends ${formatDuration(runMs - lastMs)} after the last step, within incident.observe (${observe}): recovery may not be seen`,
    );
}

/** Reports a problem of a fault that an incident has added at the incident. A step without an effect is no problem (I.MAP-5). */
export function asWritten(
  one: Problem,
  {
    stated,
    incidents,
    operated,
  }: { readonly stated: number; readonly incidents: readonly AppliedIncident[]; readonly operated: readonly Operated[] },
): Problem[] {
  const problem = asOperated(one, operated);
  const [key, nth] = problem.path;
  if (key !== 'faults' || typeof nth !== 'number' || nth < stated) return [problem];
  const owner = faultsIn(incidents)[nth - stated];
  if (owner === undefined || problem.code === 'noEffect') return [];
  return [{ ...problem, path: owner.path, message: `step ${owner.id}: ${problem.message}` }];
}
