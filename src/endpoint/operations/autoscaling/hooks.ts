import type { AutoScaling, DescribeLifecycleHookTypesAnswer } from '@aws-sdk/client-auto-scaling';
import { hook as hookSchema } from '../../../scenario/groups/life-schema.js';
import { validationError } from '../../aws-error.js';
import type { Draft, ProviderDraft } from '../../cluster/draft.js';
import { inScenario } from '../ecs/in-scenario.js';
import { keep, withKept } from '../kept.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { groupNamed, providerOf, waitsForHook } from './group-lookup.js';

type Hook = NonNullable<ProviderDraft['autoScalingGroup']['lifecycleHookSpecificationList']>[number];

/** Where AWS sends notices of an action: a simulation sends none. */
const KEPT = ['NotificationMetadata', 'NotificationTargetARN', 'RoleARN'] as const;
/** The longest wait of an instance: this many timeouts of its hook, and 48 hours. */
const HEARTBEATS_MOST = 100;
const WAIT_MOST_S = 172_800;

const LAUNCHING = 'autoscaling:EC2_INSTANCE_LAUNCHING';
const TRANSITIONS = [LAUNCHING, 'autoscaling:EC2_INSTANCE_TERMINATING'];

/** Calls on lifecycle hooks. A hook of a call waits for CompleteLifecycleAction, or for its timeout. */
export const HOOKS = {
  DescribeLifecycleHookTypes: reads([], (): DescribeLifecycleHookTypesAnswer => ({ LifecycleHookTypes: TRANSITIONS })),
  DescribeLifecycleHooks: reads(
    ['AutoScalingGroupName', 'LifecycleHookNames'],
    ({ AutoScalingGroupName: name = '', LifecycleHookNames: names }, context) => {
      groupNamed(context, name);
      const hooks = hooksIn(context.cluster.draft, name).map((hook) =>
        withKept(context, `hook ${name}/${hook.lifecycleHookName}`, {
          LifecycleHookName: hook.lifecycleHookName,
          AutoScalingGroupName: name,
          LifecycleTransition: hook.lifecycleTransition,
          HeartbeatTimeout: hook.heartbeatTimeout,
          DefaultResult: hook.defaultResult,
          GlobalTimeout: Math.min(WAIT_MOST_S, HEARTBEATS_MOST * hook.heartbeatTimeout),
        }),
      );
      return { LifecycleHooks: hooks.filter(({ LifecycleHookName }) => names === undefined || names.includes(LifecycleHookName)) };
    },
  ),
  PutLifecycleHook: writes(
    {
      uses: ['AutoScalingGroupName', 'LifecycleHookName', 'LifecycleTransition', 'HeartbeatTimeout', 'DefaultResult'],
      keeps: KEPT,
    },
    async ({ AutoScalingGroupName: name = '', ...input }, context) => {
      groupNamed(context, name);
      const known = hooksIn(context.cluster.draft, name).find(({ lifecycleHookName }) => lifecycleHookName === input.LifecycleHookName);
      if (known === undefined && input.LifecycleTransition === undefined)
        throw validationError('Lifecycle transition is required when a new lifecycle hook is created.');
      const given = hookOf(context, 'PutLifecycleHook', input);
      await context.cluster.edit({ fromNow: [(draft) => putHook(draft, name, { ...given, ...known, ...withoutTime(given) } as Hook)] });
      keepHook(context, name, input);
      return {};
    },
  ),
  DeleteLifecycleHook: writes(
    ['AutoScalingGroupName', 'LifecycleHookName'],
    async ({ AutoScalingGroupName: name = '', LifecycleHookName: hook = '' }, context) => {
      const { lifecycleTransition } = hookNamed(context, name, hook);
      const waiting = waitingAt(context, name, lifecycleTransition);
      // As in AWS outstanding actions end first: launches are abandoned, terminations go on.
      const action = lifecycleTransition === LAUNCHING ? 'ABANDON' : 'CONTINUE';
      await context.cluster.edit({
        ahead: (draft, atMs) => {
          if (waiting.length > 0)
            draft.faults.push({
              ...{ type: 'lifecycleAction', at: `${atMs}ms`, containerInstances: waiting },
              ...{ action, lifecycleHookName: hook },
            } as never);
        },
        fromNow: [(draft) => removeHook(draft, name, hook)],
      });
      return {};
    },
  ),
  CompleteLifecycleAction: writes(
    {
      uses: ['AutoScalingGroupName', 'LifecycleHookName', 'LifecycleActionResult', 'InstanceId'],
      refuses: ['LifecycleActionToken'],
    },
    async (
      { AutoScalingGroupName: name = '', LifecycleHookName: hook = '', LifecycleActionResult: action = '', InstanceId: id },
      context,
    ) => {
      if (action !== 'CONTINUE' && action !== 'ABANDON')
        throw validationError(`Lifecycle action result must be CONTINUE or ABANDON, and not ${action}`);
      await act(context, { name, hook, id, action });
      return {};
    },
  ),
  RecordLifecycleActionHeartbeat: writes(
    { uses: ['AutoScalingGroupName', 'LifecycleHookName', 'InstanceId'], refuses: ['LifecycleActionToken'] },
    async ({ AutoScalingGroupName: name = '', LifecycleHookName: hook = '', InstanceId: id }, context) => {
      await act(context, { name, hook, id, action: 'heartbeat' });
      return {};
    },
  ),
} satisfies OperationsOf<AutoScaling>;

/** A hook in the words of the scenario: that of a call waits for a call. */
export function hookOf(context: Context, action: string, input: object): Record<string, unknown> {
  return { actionTime: 'never', ...inScenario(context, action, { schema: hookSchema, input }) };
}

/** Notes what a call gave to a hook and a simulation does not have. */
export function keepHook(context: Context, group: string, input: { readonly LifecycleHookName?: string | undefined }): void {
  keep(context, `hook ${group}/${input.LifecycleHookName}`, input, { keeps: KEPT });
}

function withoutTime({ actionTime: _, ...given }: Record<string, unknown>): Record<string, unknown> {
  return given;
}

/** What AWS takes for members that a call leaves out. */
const DEFAULTS = { heartbeatTimeout: 3_600, defaultResult: 'ABANDON' } as const;

function hooksIn(draft: Readonly<Draft>, group: string): readonly Hook[] {
  return (providerOf(draft, group).autoScalingGroup.lifecycleHookSpecificationList ?? []).map((hook) => ({ ...DEFAULTS, ...hook }));
}

function hookNamed(context: Context, group: string, name: string): Hook {
  groupNamed(context, group);
  const found = hooksIn(context.cluster.draft, group).find(({ lifecycleHookName }) => lifecycleHookName === name);
  if (found === undefined) throw validationError(`No Lifecycle Hook found with name ${name} for Auto Scaling group ${group}`);
  return found;
}

/** Puts the hook in the place of the one with its name, if there is one. */
function putHook(draft: Draft, group: string, hook: Hook): void {
  const others = removeHook(draft, group, hook.lifecycleHookName);
  providerOf(draft, group).autoScalingGroup.lifecycleHookSpecificationList = [...others, hook];
}

/** Returns the other hooks. */
function removeHook(draft: Draft, group: string, name: string): readonly Hook[] {
  const { autoScalingGroup: own } = providerOf(draft, group);
  const others = (own.lifecycleHookSpecificationList ?? []).filter(({ lifecycleHookName }) => lifecycleHookName !== name);
  own.lifecycleHookSpecificationList = others;
  return others;
}

/** Returns the numbers of the instances that wait for a hook in a transition. */
function waitingAt(context: Context, group: string, transition: string): number[] {
  const state = transition === LAUNCHING ? 'Pending:Wait' : 'Terminating:Wait';
  const { Instances } = groupNamed(context, group);
  return Instances.filter(({ InstanceId, LifecycleState }) => LifecycleState === state && waitsForHook(context, InstanceId)).map(
    ({ InstanceId }) => context.cluster.instanceNumber(InstanceId),
  );
}

interface Act {
  readonly name: string;
  readonly hook: string;
  readonly id: string | undefined;
  readonly action: 'CONTINUE' | 'ABANDON' | 'heartbeat';
}

async function act(context: Context, { name, hook, id, action }: Act): Promise<void> {
  const { lifecycleTransition } = hookNamed(context, name, hook);
  if (id === undefined) throw validationError('Drydock has no lifecycle action tokens: give InstanceId');
  const waiting = waitingAt(context, name, lifecycleTransition);
  const instance = context.cluster.instanceNumber(id);
  if (!waiting.includes(instance)) throw validationError(`No active Lifecycle Action found with instance ID ${id}`);
  await context.cluster.addFault({ type: 'lifecycleAction', containerInstances: [instance], action, lifecycleHookName: hook });
}
