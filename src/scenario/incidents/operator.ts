import { instantText } from '../../services/scaling/schedule.js';
import { presentAtMsOf } from '../complete.js';
import { boundsAt } from '../faults/group-bounds.js';
import { serviceScalingOf } from '../scaling/setup.js';
import { type Scenario, type ServiceText, scenarioSchema } from '../schema.js';
import type { Path, Problem } from '../text/problem.js';
import { resolve } from '../text/resolve-path.js';
import { show } from '../text/suggest.js';
import { durationMs, formatDuration } from '../units.js';
import type { IncidentSettings, IncidentText, OperatorValue } from './schema.js';

/** An entry that a step of an operator adds to a list of the scenario; `step`: where the step is written. */
export interface Operated {
  readonly list: Path;
  readonly nth: number;
  readonly step: Path;
}

/** A value that a step sets, the time of the run, and the place in the scenario without the key. */
interface Change {
  readonly atMs: number;
  readonly value: OperatorValue;
  /** The path as it is written, and all that its step sets. */
  readonly words: string;
  readonly set: Readonly<Record<string, OperatorValue>>;
  readonly scenario: Scenario;
  readonly place: Path;
}

/** An entry of a list, or the reason that there is none; null: another value of the step makes the entry. */
type Entry = { readonly list: Path; readonly entry: Readonly<Record<string, unknown>> } | { readonly message: string } | null;

/** By path in the scenario, `*` for a place in a list: the call of AWS that makes the change in mid-run, as an entry of the scenario. */
const CHANGES: Readonly<Record<string, (change: Change) => Entry>> = {
  'services.*.desiredCount': desiredCount,
  'services.*.taskDefinition': (change) => deployment(change, { taskDefinition: String(change.value) }),
  'services.*.capacityProviderStrategy': (change) => (besides(change, 'taskDefinition') === undefined ? deployment(change, {}) : null),
  'services.*.scaling.minCapacity': (change) => bound(change, 'minCapacity'),
  'services.*.scaling.maxCapacity': (change) => bound(change, 'maxCapacity'),
  'cluster.capacityProviders.*.autoScalingGroup.minSize': (change) => groupSize(change, 'minSize'),
  'cluster.capacityProviders.*.autoScalingGroup.maxSize': (change) => groupSize(change, 'maxSize'),
  'cluster.capacityProviders.*.autoScalingGroup.desiredCapacity': desiredCapacity,
};
const SETTABLE = Object.keys(CHANGES).map((path) => path.replace('*', 'NAME'));
const COUNT_MAX = 1_000_000;
/** The limit of the schema. */
const ENTRIES_MAX = 10_000;

/** UpdateService with a task definition, a strategy or both: one new deployment. */
function deployment({ atMs, place, ...change }: Change, given: { readonly taskDefinition?: string }): Entry {
  const strategy = besides(change, 'capacityProviderStrategy');
  const entry = { at: formatDuration(atMs), ...given, ...(strategy === undefined ? {} : { capacityProviderStrategy: strategy }) };
  return { list: [...place, 'deployments'], entry };
}

/** The value that the step sets at another key of the same object. */
function besides({ words, set }: Pick<Change, 'words' | 'set'>, key: string): OperatorValue | undefined {
  return set[words.replace(/[^.]+$/, key)];
}

/** Returns the change that UpdateService with a desired count makes. */
function desiredCount({ atMs, value, scenario, place }: Change): Entry {
  const { desiredCountSchedule: schedule, schedulingStrategy } = scenario.services[place[1] as number]!;
  if (schedulingStrategy === 'DAEMON') return { message: 'a DAEMON service has no desired count' };
  if (schedule?.recorded !== undefined) return { message: 'its desiredCountSchedule is recorded: write its entries out' };
  if ((schedule?.entries.length ?? 0) >= ENTRIES_MAX)
    return { message: `its desiredCountSchedule has ${ENTRIES_MAX} entries or more in the run` };
  return { list: [...place, 'desiredCountSchedule', 'entries'], entry: { at: formatDuration(atMs), desiredCount: value } };
}

/** RegisterScalableTarget with a new bound, which acts at once: as a scheduled action that is due so much earlier. Its actions count whole seconds. */
function bound({ atMs, value, scenario, place }: Change, key: 'minCapacity' | 'maxCapacity'): Entry {
  const { scaling } = scenario.services[place[1] as number]!;
  if (scaling === undefined) return { message: 'the service has no scaling: set its desiredCount' };
  if (key === 'minCapacity' && Number(value) > scaling.maxCapacity)
    return { message: `${value} is above maxCapacity, ${scaling.maxCapacity}: set that too` };
  const textAt = (ms: number) => instantText(Math.ceil((presentAtMsOf(scenario) + ms) / 1_000) * 1_000).slice(0, -1);
  const scheduledActionName = `operator ${key} ${textAt(atMs)}`;
  const when = textAt(Math.max(0, atMs - serviceScalingOf(scenario).scheduleDelayMs));
  const entry = { scheduledActionName, schedule: `at(${when})`, timezone: 'UTC', scalableTargetAction: { [key]: value } };
  return { list: [...place, 'scheduledActions'], entry };
}

/** UpdateAutoScalingGroup with a new bound; DesiredCapacity moves to within it. */
function groupSize(change: Change, key: 'minSize' | 'maxSize'): Entry {
  const { atMs, value } = change;
  const { name, minSize, maxSize } = groupAt(change);
  if (minSize > maxSize)
    return { message: key === 'minSize' ? `${value} is above maxSize, ${maxSize}` : `${value} is below minSize, ${minSize}` };
  return { list: ['faults'], entry: { type: 'groupSize', at: formatDuration(atMs), capacityProvider: name, [key]: value } };
}

/** The capacity provider of a group, and the bounds that the group has after the step. */
function groupAt(change: Change) {
  const { atMs, scenario, place } = change;
  const { name } = scenario.cluster.capacityProviders[place[2] as number] as { readonly name: string };
  const before = boundsAt(scenario, name, atMs)!;
  const after = (key: 'minSize' | 'maxSize') => Number(besides(change, key) ?? before[key]);
  return { name, minSize: after('minSize'), maxSize: after('maxSize') };
}

/** Returns the change that SetDesiredCapacity makes. */
function desiredCapacity(change: Change): Entry {
  const { atMs, value } = change;
  const { name, minSize, maxSize } = groupAt(change);
  if (Number(value) < minSize || Number(value) > maxSize)
    return { message: `${value} is outside minSize to maxSize of the group, ${minSize} to ${maxSize}` };
  return { list: ['faults'], entry: { type: 'desiredCapacity', at: formatDuration(atMs), capacityProvider: name, desiredCapacity: value } };
}

/** A schedule that repeats, as entries of the whole run: those of its first period keep their places. */
function writtenOut(service: ServiceText, duration: string): ServiceText {
  const { every, entries = [] } = service.desiredCountSchedule ?? {};
  const last = entries.at(-1);
  if (every === undefined || last === undefined) return service;
  const all: { at: string; desiredCount: number }[] = [];
  for (let fromMs = 0; fromMs < durationMs(duration) && all.length < ENTRIES_MAX; fromMs += durationMs(every))
    all.push(...entries.map(({ at, desiredCount: count }) => ({ at: formatDuration(fromMs + durationMs(at)), desiredCount: count })));
  return { ...service, desiredCount: last.desiredCount, desiredCountSchedule: { entries: all } };
}

/** Makes the changes of an incident's operators, each at its time after the first step (I.INS-4). */
export function withOperator(
  scenario: Scenario,
  { text, fromMs, rules }: { readonly text: IncidentText; readonly fromMs: number; readonly rules: IncidentSettings },
  { path, report }: { readonly path: Path; readonly report: (problem: Problem) => void },
): { readonly scenario: Scenario; readonly operated: readonly Operated[] } {
  const operated: Operated[] = [];
  const isResized = text.operator.some(({ set }) => Object.keys(set).some((words) => words.endsWith('desiredCount')));
  let changed = isResized
    ? { ...scenario, services: scenario.services.map((service) => writtenOut(service, scenario.duration)) }
    : scenario;
  text.operator.forEach(({ afterStart = rules.notice, set }, i) => {
    const atMs = fromMs + durationMs(afterStart);
    if (atMs >= durationMs(scenario.duration)) {
      const message = `comes at ${formatDuration(atMs)}, and the run ends at ${scenario.duration}: this never happens`;
      report({ path: [...path, 'operator', i], message, level: 'warning' });
      return;
    }
    for (const [words, value] of Object.entries(set)) {
      const step = [...path, 'operator', i, 'set', words];
      const made = entryOf({ atMs, value, words, set, scenario: changed });
      if (made === null) continue;
      if ('message' in made) report({ path: step, message: made.message });
      else {
        const nth = placeIn(changed, made.list, atMs);
        changed = withEntry(changed, made.list, { nth, entry: made.entry }) as Scenario;
        operated.push({ list: made.list, nth, step });
      }
    }
  });
  return { scenario: changed, operated };
}

function entryOf(change: Omit<Change, 'place'>): Entry {
  const { path, message } = resolve({ root: change.scenario, schema: scenarioSchema }, change.words);
  if (path === undefined) return { message };
  const make = CHANGES[path.map((key) => (typeof key === 'number' ? '*' : key)).join('.')];
  if (make === undefined) return { message: `an operator cannot change this in mid-run: take ${SETTABLE.join(', ')}` };
  const { value } = change;
  const key = path.at(-1);
  if (key === 'capacityProviderStrategy' && typeof value !== 'object')
    return { message: `${show(value)} is no strategy: write a list such as [{ capacityProvider: NAME, weight: 1 }]` };
  if (
    key !== 'capacityProviderStrategy' &&
    key !== 'taskDefinition' &&
    (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > COUNT_MAX)
  )
    return { message: `${show(value)} is no whole number from 0 to ${COUNT_MAX}` };
  return make({ ...change, place: path.slice(0, -1) });
}

/** Returns the index of a new entry: lists are in order of time; entries without a time may be anywhere. */
function placeIn(scenario: Scenario, list: Path, atMs: number): number {
  const entries = list.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], scenario);
  const present = (entries ?? []) as readonly Partial<ServiceText['deployments'][number]>[];
  const later = list[0] === 'faults' ? -1 : present.findIndex(({ at }) => at !== undefined && durationMs(at) > atMs);
  return later === -1 ? present.length : later;
}

/** A copy of the tree with one more entry in the list, which need not be there yet. */
function withEntry(node: unknown, [key, ...below]: Path, added: { readonly nth: number; readonly entry: unknown }): unknown {
  if (key === undefined) return ((node ?? []) as readonly unknown[]).toSpliced(added.nth, 0, added.entry);
  const copy = (Array.isArray(node) ? [...(node as unknown[])] : { ...(node as object | undefined) }) as Record<string | number, unknown>;
  copy[key] = withEntry(copy[key], below, added);
  return copy;
}

/** Reports a problem of an added entry at its step, and those of later entries at the places that the user gave them. */
export function asOperated(problem: Problem, operated: readonly Operated[]): Problem {
  let result = problem;
  for (const { list, nth, step } of operated.toReversed()) {
    const { path } = result;
    if (!list.every((key, i) => path[i] === key)) continue;
    const place = path[list.length] as number | undefined;
    if (place === nth || place === undefined) return { ...result, path: step };
    if (place > nth) result = { ...result, path: [...list, place - 1, ...path.slice(list.length + 1)] };
  }
  return result;
}
