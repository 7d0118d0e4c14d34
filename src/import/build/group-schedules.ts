import { listText } from '../../kernel/quantity-text.js';
import { durationMs, formatDuration } from '../../scenario/units.js';
import { readRecurrence } from '../../services/scaling/schedule.js';
import { type Place, under } from '../findings.js';
import { field, textAt } from '../in-scenario-shape.js';
import { isBlock, plural, shortText } from '../plain-data.js';
import type { DescribedResource } from '../resource-inventory.js';
import { reportRest } from '../unread-keys.js';
import { isUnresolved, reportUnresolved, type Unresolved } from '../unresolved.js';
import type { Building, Part } from './context.js';
import { msOf } from './moments.js';
import { providerOfGroup } from './providers.js';

/** Scheduled actions of groups, as changes on the timeline of the run. */

/** Time 0 of a scenario without startsAt, a Monday. */
const STARTS_AT = '2026-01-05T00:00:00Z';
/** Most times of one action. */
const TIMES_MAX = 1_000;
const SIZES = ['minSize', 'maxSize', 'desiredCapacity'] as const;
const READ = [
  ...SIZES,
  ...['autoScalingGroupName', 'scheduledActionName', 'name', 'recurrence', 'timeZone', 'startTime', 'endTime', 'time'],
  ...['scheduledActionARN', 'arn', 'id', 'region'],
];

/** Adds the actions of the period that is simulated. */
export function buildGroupSchedules(building: Building): void {
  const { inventory, scenario, findings } = building;
  const due = inventory.groupActions.flatMap((action) => dueOf(building, action)).sort((a, b) => a.atMs - b.atMs);
  const lawful = due.filter(isWithinBounds(building));
  if (lawful.length === 0) return;
  scenario.faults.push(...lawful.flatMap(faultsOf));
  for (const { place, what } of new Map(lawful.map((one) => [one.what, one])).values()) {
    const count = lawful.filter((one) => one.what === what).length;
    findings.understood(place, `${what}, ${count === 1 ? 'once' : plural(count, 'time')} in ${scenario.period!.duration}`);
  }
  findings.assumed(
    inventory.groupActions[0]!.place,
    `a group begins with the sizes that it has in the input, and a longer run needs the later times of its scheduled actions as well`,
    'faults',
  );
}

/** EC2 Auto Scaling refuses an action whose MinSize is above the MaxSize at that time. */
function isWithinBounds({ scenario, findings }: Building): (due: Due) => boolean {
  const sizes = new Map<unknown, Sizes>();
  for (const provider of scenario.cluster.capacityProviders)
    if (isBlock(provider)) sizes.set(provider.name, provider.autoScalingGroup as Sizes);
  return ({ place, atMs, provider, sizes: { minSize, maxSize } }) => {
    const before = sizes.get(provider)!;
    const after = { minSize: minSize ?? before.minSize, maxSize: maxSize ?? before.maxSize };
    if (after.minSize > after.maxSize) {
      findings.leftOut(
        place,
        `at ${formatDuration(atMs)} AWS refuses the scheduled action: minSize ${after.minSize} is above maxSize ${after.maxSize} at that time`,
      );
      return false;
    }
    sizes.set(provider, after);
    return true;
  };
}

interface Sizes {
  readonly minSize: number;
  readonly maxSize: number;
}

/** An action at one of its times. */
interface Due {
  readonly place: Place;
  /** The name of the action for messages. */
  readonly what: string;
  readonly atMs: number;
  readonly provider: string;
  readonly sizes: Partial<Sizes> & { readonly desiredCapacity?: number };
}

function dueOf(building: Building, { place, value, id }: DescribedResource): Due[] {
  const { scenario, findings } = building;
  const name = textAt(value, 'scheduledActionName', 'name') ?? id ?? 'action';
  const report = (reason: string) => {
    findings.leftOut(place, `the scheduled action ${name} of a group: ${reason}`);
    return [];
  };
  const group = textAt(value, 'autoScalingGroupName');
  const provider = providerOfGroup(building, group);
  if (provider === undefined) return report(`the group ${group ?? 'of it'} is not in the scenario`);
  const unknown = [...SIZES, 'recurrence'].filter((key) => isUnresolved(field(value, key)));
  for (const key of unknown) reportUnresolved(field(value, key) as Unresolved, under(place, key), findings);
  if (unknown.length > 0) return [];
  const sizes = sizesOf(value);
  if (Object.keys(sizes).length === 0) return report('changes no size');
  const { duration } = scenario.period!;
  const times = timesOf(building, value, durationMs(duration));
  if (typeof times === 'string') return report(times);
  if (times.length === 0) return report(`is not due in the ${duration} of the run`);
  reportRest(value, READ, { place, findings });
  const dates = ['startTime', 'time', 'endTime'].flatMap((key) => textAt(value, key) ?? []).filter((text) => text !== '');
  if (scenario.startsAt === undefined && dates.length > 0)
    findings.assumed(
      place,
      `the scheduled action ${name} holds for the whole run, which has no dates to compare with ${listText(dates)}`,
      'faults',
    );
  const changes = Object.entries(sizes).map(([key, size]) => `${key} ${size}`);
  const what = `scheduled action ${name} of ${provider}: ${changes.join(', ')}`;
  return times.map((atMs) => ({ place, what, atMs, provider, sizes }));
}

/** Plans write -1 for a size that stays as it is. */
function sizesOf(value: unknown): Due['sizes'] {
  const given = SIZES.map((key) => [key, field(value, key)] as const).filter(([, size]) => /^\d{1,5}$/.test(String(size ?? '')));
  return Object.fromEntries(given.map(([key, size]) => [key, Number(size)]));
}

/** Returns the times of an action in the run, or why it has none. */
function timesOf({ scenario }: Building, value: unknown, lengthMs: number): number[] | string {
  const recurrence = textAt(value, 'recurrence') ?? '';
  const startsAtMs = msOf(scenario.startsAt ?? STARTS_AT)!;
  // Without a state of the cluster, time 0 is no day of the owner's calendar.
  const isDated = scenario.startsAt !== undefined;
  const sinceStart = (key: string) => {
    const ms = isDated ? msOf(field(value, key)) : undefined;
    return ms === undefined ? undefined : ms - startsAtMs;
  };
  const [start, end] = [sinceStart('startTime'), sinceStart('endTime')];
  if (recurrence === '') {
    const when = textAt(value, 'startTime') ?? 'no time';
    if (start === undefined) return `happens once, at ${when}: write a fault of type groupSize or desiredCapacity with bySchedule: true`;
    return start >= 0 && start < lengthMs ? [start] : [];
  }
  const timeZone = textAt(value, 'timeZone') ?? 'UTC';
  const schedule = readRecurrence(recurrence, { timeZone: timeZone === '' ? 'UTC' : timeZone, startsAtMs });
  if (schedule === 'timeZone') return `its time zone ${shortText(timeZone)} is none`;
  if (typeof schedule === 'string') return `its recurrence ${shortText(recurrence)} is not five fields of cron`;
  const fromMs = Math.max(0, start ?? 0);
  const untilMs = Math.min(lengthMs, end ?? lengthMs);
  const times: number[] = [];
  for (let atMs = schedule.nextMs(fromMs - 1); atMs !== null && atMs < untilMs; atMs = schedule.nextMs(atMs)) {
    times.push(atMs);
    if (times.length > TIMES_MAX) return `has more than ${TIMES_MAX} times in the run`;
  }
  return times;
}

function faultsOf({ atMs, provider: capacityProvider, sizes: { desiredCapacity, ...bounds } }: Due): Part[] {
  const call = (type: string, more: Part): Part => ({ type, at: formatDuration(atMs), capacityProvider, ...more, bySchedule: true });
  return [
    ...(Object.keys(bounds).length === 0 ? [] : [call('groupSize', bounds)]),
    ...(desiredCapacity === undefined ? [] : [call('desiredCapacity', { desiredCapacity })]),
  ];
}
