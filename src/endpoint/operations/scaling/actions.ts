import type { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { scheduledAction as actionSchema } from '../../../scenario/scaling/schema.js';
import { AwsError } from '../../aws-error.js';
import type { Draft } from '../../cluster/draft.js';
import { inScenario } from '../ecs/in-scenario.js';
import { type Context, type OperationsOf, writes } from '../operation.js';
import { listsOf } from '../page.js';
import { inDimension, registeredIn, scalingIn } from './resource.js';

const lists = listsOf('application-autoscaling', 50);

type Action = NonNullable<Draft['services'][number]['scaling']>['scheduledActions'][number];

/** Calls on scheduled actions. */
export const ACTIONS = {
  DescribeScheduledActions: lists(
    'ScheduledActions',
    ['ServiceNamespace', 'ScheduledActionNames', 'ResourceId', 'ScalableDimension'],
    ({ ResourceId: id, ScheduledActionNames: names, ...which }, context) =>
      actionAnswers(context).filter(
        (one) =>
          inDimension(which) &&
          (id === undefined || one.ResourceId === id) &&
          (names === undefined || names.includes(one.ScheduledActionName)),
      ),
  ),
  DescribeScalingActivities: lists(
    'ScalingActivities',
    {
      uses: ['ServiceNamespace', 'ResourceId', 'ScalableDimension'],
      refuses: ['IncludeNotScaledActivities'],
    },
    ({ ResourceId: id, ...which }, { cluster }) => {
      const all = cluster.serviceActivities.map(({ service, ...one }) => ({
        ...one,
        ServiceNamespace: 'ecs',
        ResourceId: `service/default/${cluster.setup.services[service]!.name}`,
        ScalableDimension: 'ecs:service:DesiredCount',
      }));
      return all.filter((one) => inDimension(which) && (id === undefined || one.ResourceId === id));
    },
  ),
  PutScheduledAction: writes(
    [
      ...(['ServiceNamespace', 'ScheduledActionName', 'ResourceId', 'ScalableDimension', 'Schedule', 'Timezone'] as const),
      ...(['StartTime', 'EndTime', 'ScalableTargetAction'] as const),
    ],
    async (input, context) => {
      const service = registeredIn(context, input);
      const {
        ServiceNamespace: _,
        ResourceId: _r,
        ScalableDimension: _d,
        StartTime,
        EndTime,
        ScheduledActionName: name = '',
        ...rest
      } = input;
      const before = actionNamed(context, service, name);
      const { moment, nowMs } = context.cluster;
      const own = inScenario(context, 'PutScheduledAction', { schema: actionSchema, input: rest });
      const action = {
        // Members that the call does not give stay as they were.
        ...(before === undefined ? {} : withoutStart(before)),
        ...own,
        scheduledActionName: name,
        // Times before the call do not count.
        startTime: StartTime === undefined ? toSeconds(moment.names.time(nowMs + 1_000)) : textOfTime(StartTime),
        ...(EndTime === undefined ? {} : { endTime: textOfTime(EndTime) }),
      };
      const end = before === undefined ? undefined : endAction(context, service, name);
      await context.cluster.edit({
        ahead: (draft) => {
          end?.(draft);
          scalingIn(draft, service).scheduledActions.push(structuredClone(action) as never);
        },
      });
      return {};
    },
  ),
  DeleteScheduledAction: writes(
    ['ServiceNamespace', 'ScheduledActionName', 'ResourceId', 'ScalableDimension'],
    async ({ ScheduledActionName: name = '', ...which }, context) => {
      const service = registeredIn(context, which);
      if (actionNamed(context, service, name) === undefined)
        throw new AwsError(
          'ObjectNotFoundException',
          `No scheduled action found for resource ID: ${which.ResourceId}, scheduled action name: ${name}`,
        );
      await context.cluster.edit({ ahead: endAction(context, service, name) });
      return {};
    },
  ),
} satisfies OperationsOf<ApplicationAutoScaling>;

/** An action that has ended keeps its part in the past, under a name that no call gives. */
const ENDED = '#ended';

/** Ends a scheduled action: what it has done stays. */
export function endAction({ cluster }: Context, service: number, name: string): (draft: Draft) => void {
  const { names } = cluster.moment;
  const endTime = toSeconds(names.time(cluster.nowMs));
  return (draft) => {
    const { scheduledActions } = scalingIn(draft, service);
    const ended = scheduledActions.filter(({ scheduledActionName }) => scheduledActionName.includes(ENDED)).length;
    const own = scheduledActions.find(({ scheduledActionName }) => scheduledActionName === name);
    if (own === undefined || name.includes(ENDED)) return;
    if (own.startTime !== undefined && own.startTime > endTime) scheduledActions.splice(scheduledActions.indexOf(own), 1);
    else Object.assign(own, { scheduledActionName: `${name}${ENDED}${ended}`, endTime });
  };
}

function actionAnswers({ cluster }: Context) {
  const { draft, setup, moment, apiState } = cluster;
  return draft.services.flatMap(({ serviceName, scaling }) => {
    const ResourceId = `service/default/${serviceName}`;
    const there = apiState.unregistered.has(ResourceId) ? [] : (scaling?.scheduledActions ?? []);
    return there
      .filter(({ scheduledActionName }) => !scheduledActionName.includes(ENDED))
      .map(({ scheduledActionName: name, scalableTargetAction: { minCapacity, maxCapacity }, ...one }) => ({
        ScheduledActionName: name,
        ScheduledActionARN: `arn:aws:autoscaling:${setup.region}:${moment.names.account}:scheduledAction:0:resource/ecs/${ResourceId}:scheduledActionName/${name}`,
        ServiceNamespace: 'ecs',
        ResourceId,
        ScalableDimension: 'ecs:service:DesiredCount',
        Schedule: one.schedule,
        Timezone: one.timezone,
        ...(one.endTime === undefined ? {} : { EndTime: one.endTime }),
        ScalableTargetAction: { MinCapacity: minCapacity, MaxCapacity: maxCapacity },
        CreationTime: moment.names.time(0),
      }));
  });
}

function actionNamed({ cluster }: Context, service: number, name: string): Action | undefined {
  return scalingIn(cluster.draft, service).scheduledActions.find(({ scheduledActionName }) => scheduledActionName === name);
}

function withoutStart({ startTime: _, ...action }: Action): object {
  return action;
}

function toSeconds(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z');
}

/** The time of a call, which comes as seconds or as text. */
function textOfTime(time: unknown): string {
  return toSeconds(new Date(typeof time === 'number' ? time * 1000 : Date.parse(String(time))).toISOString());
}
