import type { AutoScaling, ScheduledUpdateGroupActionRequest } from '@aws-sdk/client-auto-scaling';
import { durationMs } from '../../../scenario/units.js';
import { readRecurrence } from '../../../services/scaling/schedule.js';
import { validationError } from '../../aws-error.js';
import type { Draft } from '../../cluster/draft.js';
import { timeOf } from '../../protocol/input-check.js';
import { type Context, type OperationsOf, writes } from '../operation.js';
import { listsOf } from '../page.js';
import { desire, groupNamed, providerOf } from './group-lookup.js';

const lists = listsOf('autoscaling', 50);
/** The most times of an action: a session lists them. */
const TIMES_MAX = 1_000;
/** A time after the end of any session. */
const NEVER = '366d';

type Change = ScheduledUpdateGroupActionRequest;

/** Calls on scheduled actions of groups: each is new bounds, or another desired capacity, at each of its times. */
export const SCHEDULED = {
  DescribeScheduledActions: lists(
    'ScheduledUpdateGroupActions',
    ['AutoScalingGroupName', 'ScheduledActionNames', 'StartTime', 'EndTime', 'IncludeManagedResources'],
    ({ AutoScalingGroupName: group, ScheduledActionNames: names, StartTime, EndTime }, context) =>
      dueActionAnswers(context).filter(
        ({ nextMs, AutoScalingGroupName, ScheduledActionName }) =>
          (group === undefined || AutoScalingGroupName === group) &&
          (names === undefined || names.includes(ScheduledActionName)) &&
          (StartTime === undefined || nextMs >= timeOf(StartTime)) &&
          (EndTime === undefined || nextMs <= timeOf(EndTime)),
      ),
  ),
  PutScheduledUpdateGroupAction: writes(
    [
      ...(['AutoScalingGroupName', 'ScheduledActionName', 'Time', 'StartTime', 'EndTime', 'Recurrence', 'TimeZone'] as const),
      ...(['MinSize', 'MaxSize', 'DesiredCapacity'] as const),
    ],
    ({ AutoScalingGroupName: group = '', Time, ...input }, context) =>
      put(context, group, [{ ...input, ScheduledActionName: input.ScheduledActionName, StartTime: input.StartTime ?? Time }]),
  ),
  BatchPutScheduledUpdateGroupAction: writes(
    ['AutoScalingGroupName', 'ScheduledUpdateGroupActions'],
    async ({ AutoScalingGroupName: group = '', ScheduledUpdateGroupActions: actions = [] }, context) => {
      await put(context, group, actions);
      return { FailedScheduledUpdateGroupActions: [] };
    },
  ),
  DeleteScheduledAction: writes(
    ['AutoScalingGroupName', 'ScheduledActionName'],
    async ({ AutoScalingGroupName: group = '', ScheduledActionName: name = '' }, context) => {
      groupNamed(context, group);
      if (!context.cluster.apiState.groupActions.has(`${group}/${name}`)) throw validationError(`Scheduled action name not found: ${name}`);
      await end(context, [`${group}/${name}`]);
    },
  ),
  BatchDeleteScheduledAction: writes(
    ['AutoScalingGroupName', 'ScheduledActionNames'],
    async ({ AutoScalingGroupName: group = '', ScheduledActionNames: names = [] }, context) => {
      groupNamed(context, group);
      const isKnown = (name: string) => context.cluster.apiState.groupActions.has(`${group}/${name}`);
      const ended = names.filter(isKnown).map((name) => `${group}/${name}`);
      await end(context, ended);
      const failed = names.filter((name) => !isKnown(name) && !names.slice(0, names.indexOf(name)).includes(name));
      return {
        FailedScheduledActions: failed.map((ScheduledActionName) => ({
          ScheduledActionName,
          ErrorCode: 'ValidationError',
          ErrorMessage: `Scheduled action name not found: ${ScheduledActionName}`,
        })),
      };
    },
  ),
} satisfies OperationsOf<AutoScaling>;

async function put(context: Context, group: string, changes: readonly Change[]): Promise<void> {
  const { apiState } = context.cluster;
  groupNamed(context, group);
  const put = changes.map((change) => {
    const key = `${group}/${change.ScheduledActionName}`;
    // Members that the call does not give stay as they were.
    const input = { ...apiState.groupActions.get(key)?.input, ...given(change) } as Change;
    return { key, input, times: timesOf(context, input) };
  });
  await context.cluster.edit({
    ahead: (draft, atMs) => {
      for (const { key } of put) silence(draft, atMs, apiState.groupActions.get(key));
      for (const { input, times } of put) for (const one of times) act(draft, one, { group, input });
    },
  });
  for (const { key, input, times } of put) apiState.groupActions.set(key, { group, input, times });
}

async function end(context: Context, keys: readonly string[]): Promise<void> {
  const { apiState } = context.cluster;
  await context.cluster.edit({
    ahead: (draft, atMs) => {
      for (const key of keys) silence(draft, atMs, apiState.groupActions.get(key));
    },
  });
  for (const key of keys) apiState.groupActions.delete(key);
}

function given(change: Change): object {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** When an action is due, in milliseconds of the session. */
function timesOf({ cluster }: Context, { StartTime, EndTime, Recurrence, TimeZone: timeZone = 'UTC' }: Change): number[] {
  const { startsAtMs, durationMs: lengthMs } = cluster.setup;
  const fromMs = StartTime === undefined ? cluster.nowMs : timeOf(StartTime) - startsAtMs;
  if (Recurrence === undefined) {
    if (StartTime === undefined) throw validationError('StartTime or Recurrence is required.');
    if (fromMs <= cluster.nowMs) throw validationError('Given start time is in the past');
    return [fromMs];
  }
  const schedule = readRecurrence(Recurrence, { timeZone, startsAtMs });
  if (typeof schedule === 'string')
    throw validationError(schedule === 'cron' ? `Given recurrence string: ${Recurrence} is invalid` : `Invalid time zone: ${timeZone}`);
  const untilMs = EndTime === undefined ? lengthMs : timeOf(EndTime) - startsAtMs;
  const times: number[] = [];
  for (let atMs = schedule.nextMs(Math.max(cluster.nowMs, fromMs - 1)); atMs !== null && atMs < untilMs; atMs = schedule.nextMs(atMs)) {
    times.push(atMs);
    if (times.length > TIMES_MAX)
      throw validationError(`Drydock takes a recurrence of at most ${TIMES_MAX} times in a year: give an EndTime.`);
  }
  return times;
}

interface Due {
  readonly group: string;
  readonly input: Change;
}

function act(draft: Draft, atMs: number, { group, input: { MinSize: minSize, MaxSize: maxSize, DesiredCapacity: count } }: Due): void {
  const capacityProvider = providerOf(draft, group).name;
  const bounds = { ...(minSize === undefined ? {} : { minSize }), ...(maxSize === undefined ? {} : { maxSize }) };
  if (Object.keys(bounds).length > 0)
    draft.faults.push({ type: 'groupSize', at: `${atMs}ms`, capacityProvider, ...bounds, bySchedule: true } as never);
  if (count !== undefined) desire(draft, atMs, { name: group, count, bySchedule: true });
}

/** Cancels later actions. They keep their places, because random draws depend on the places of faults. */
function silence(draft: Draft, atMs: number, action: { readonly group: string; readonly times: readonly number[] } | undefined): void {
  if (action === undefined) return;
  const capacityProvider = providerOf(draft, action.group).name;
  const due = new Set(action.times.filter((one) => one > atMs).map((one) => `${one}ms`));
  for (const fault of draft.faults) {
    const isOwn = (fault.type === 'groupSize' || fault.type === 'desiredCapacity') && fault.capacityProvider === capacityProvider;
    if (isOwn && due.has(fault.at) && durationMs(fault.at) > atMs) fault.at = NEVER;
  }
}

/** The actions that are still due. */
function dueActionAnswers({ cluster }: Context) {
  const { setup, moment, apiState, nowMs } = cluster;
  return [...apiState.groupActions.values()].flatMap(({ group, input: asGiven, times }) => {
    const input = asGiven as Change;
    const next = times.find((one) => one > nowMs);
    if (next === undefined || apiState.deletedGroups.has(group)) return [];
    const { ScheduledActionName = '', StartTime: _, EndTime, ...rest } = input;
    return [
      {
        nextMs: setup.startsAtMs + next,
        AutoScalingGroupName: group,
        ScheduledActionName,
        ScheduledActionARN: `arn:aws:autoscaling:${setup.region}:${moment.names.account}:scheduledUpdateGroupAction:00000000-0000-0000-0000-000000000000:autoScalingGroupName/${group}:scheduledActionName/${ScheduledActionName}`,
        Time: moment.names.time(next),
        StartTime: moment.names.time(next),
        ...(EndTime === undefined ? {} : { EndTime: new Date(timeOf(EndTime)).toISOString() }),
        ...rest,
      },
    ];
  });
}
