import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { warmPoolInstances } from '../../../answers/groups.js';
import { warmPool as poolSchema, refreshes as refreshesSchema } from '../../../scenario/groups/life-schema.js';
import { durationMs } from '../../../scenario/units.js';
import { AwsError, validationError } from '../../aws-error.js';
import type { Draft, ProviderDraft } from '../../cluster/draft.js';
import { checksWarmPools } from '../ec2/templates.js';
import { inScenario } from '../ecs/in-scenario.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { listsOf, pageOf } from '../page.js';
import { groupNamed, providerOf } from './group-lookup.js';

const RECORDS_DEFAULT = 50;
const lists = listsOf('autoscaling', RECORDS_DEFAULT);
/** The size of a deleted pool: its instances leave it. */
const EMPTY = { minSize: 0, maxGroupPreparedCapacity: 0 };

type Pool = NonNullable<ProviderDraft['autoScalingGroup']['warmPool']>;
type Refresh = NonNullable<ProviderDraft['autoScalingGroup']['instanceRefreshes']>[number];

/** Calls on the warm pools and the instance refreshes of groups. */
export const POOLS_AND_REFRESHES = {
  PutWarmPool: writes(
    ['AutoScalingGroupName', 'MinSize', 'MaxGroupPreparedCapacity', 'PoolState', 'InstanceReusePolicy'],
    async ({ AutoScalingGroupName: name = '', ...input }, context) => {
      groupNamed(context, name);
      const warmPoolsCheck = checksWarmPools(context, String(templateOf(context, name)));
      const pool = inScenario(context, 'PutWarmPool', { schema: poolSchema, input });
      const own = (draft: Draft) => providerOf(draft, name).autoScalingGroup;
      const state = (pool as Partial<Pool>).poolState ?? 'Stopped';
      await context.cluster.edit({
        ahead: (draft) => {
          own(draft).warmPool ??= { ...EMPTY, poolState: state, warmPoolsCheck } as never;
        },
        fromNow: [(draft) => Object.assign(own(draft).warmPool!, { minSize: 0, maxGroupPreparedCapacity: -1, poolState: state }, pool)],
      });
      context.cluster.apiState.emptiedPools.delete(name);
      return {};
    },
  ),
  DeleteWarmPool: writes(
    ['AutoScalingGroupName', 'ForceDelete'],
    async ({ AutoScalingGroupName: name = '', ForceDelete: isForced = false }, context) => {
      poolOf(context, name);
      if (pooled(context, name).length > 0 && !isForced)
        throw new AwsError('ResourceInUse', 'You cannot delete a warm pool while there are instances still in the warm pool.');
      await context.cluster.edit({ fromNow: [(draft) => Object.assign(providerOf(draft, name).autoScalingGroup.warmPool!, EMPTY)] });
      context.cluster.apiState.emptiedPools.add(name);
      return {};
    },
  ),
  DescribeWarmPool: reads(
    ['AutoScalingGroupName', 'MaxRecords', 'NextToken'],
    ({ AutoScalingGroupName: name = '', MaxRecords: most = RECORDS_DEFAULT, NextToken: token }, context) => {
      groupNamed(context, name);
      const { page, next } = pageOf(pooled(context, name), { token, most, code: 'InvalidNextToken' });
      const { warmPool } = providerOf(context.cluster.draft, name).autoScalingGroup;
      if (warmPool === undefined || context.cluster.apiState.emptiedPools.has(name)) return { Instances: page, NextToken: next };
      const { minSize, maxGroupPreparedCapacity: prepared, poolState } = warmPool;
      const size = { MinSize: minSize, ...(prepared < 0 ? {} : { MaxGroupPreparedCapacity: prepared }) };
      return { WarmPoolConfiguration: { ...size, PoolState: poolState }, Instances: page, NextToken: next };
    },
  ),
  StartInstanceRefresh: writes(
    ['AutoScalingGroupName', 'Strategy', 'DesiredConfiguration', 'Preferences'],
    async ({ AutoScalingGroupName: name = '', Strategy: strategy = 'Rolling', ...input }, context) => {
      groupNamed(context, name);
      if (strategy !== 'Rolling')
        throw validationError(`Drydock simulates instance refreshes of the strategy Rolling, and not of ${strategy}`);
      if (goingOn(context, name) !== undefined)
        throw new AwsError(
          'InstanceRefreshInProgress',
          'An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.',
        );
      const schema = refreshesSchema.element;
      const refresh = inScenario(context, 'StartInstanceRefresh', { schema, input });
      const list = (draft: Draft) => {
        const { autoScalingGroup } = providerOf(draft, name);
        autoScalingGroup.instanceRefreshes ??= [];
        return autoScalingGroup.instanceRefreshes;
      };
      await context.cluster.edit({
        ahead: (draft, atMs) => {
          const own = list(draft);
          own.push({ ...refresh, at: `${atMs}ms` } as never);
          own.sort((a, b) => durationMs(a.at) - durationMs(b.at));
        },
      });
      return { InstanceRefreshId: goingOn(context, name)!.id };
    },
  ),
  CancelInstanceRefresh: writes(
    // In the scenario a cancelled refresh does not wait for the instances that it has launched.
    { uses: ['AutoScalingGroupName'], refuses: ['WaitForTransitioningInstances'] },
    async ({ AutoScalingGroupName: name = '' }, context) => {
      groupNamed(context, name);
      const going = goingOn(context, name);
      if (going === undefined)
        throw new AwsError('ActiveInstanceRefreshNotFound', 'No in progress or pending Instance Refresh found for the Auto Scaling group.');
      await context.cluster.edit({
        ahead: (draft, atMs) => {
          providerOf(draft, name).autoScalingGroup.instanceRefreshes![going.nth]!.cancelAt = `${atMs}ms`;
        },
      });
      return { InstanceRefreshId: going.id };
    },
  ),
  DescribeInstanceRefreshes: lists(
    'InstanceRefreshes',
    ['AutoScalingGroupName', 'InstanceRefreshIds'],
    ({ AutoScalingGroupName: name = '', InstanceRefreshIds: ids }, context) => {
      groupNamed(context, name);
      return refreshesOf(context, name).filter(({ InstanceRefreshId: id }) => ids === undefined || ids.includes(id));
    },
  ),
} satisfies OperationsOf<AutoScaling>;

/** Returns the number of the group's provider in the run. */
function numberOf({ cluster }: Context, name: string): number {
  const provider = providerOf(cluster.draft, name).name;
  return cluster.setup.capacityProviders.findIndex((one) => one.name === provider);
}

/** The name of the launch template that a call gave the group. */
function templateOf({ cluster }: Context, name: string): unknown {
  const { launchTemplate } = providerOf(cluster.draft, name).autoScalingGroup as { launchTemplate?: { launchTemplateName?: unknown } };
  return launchTemplate?.launchTemplateName;
}

function poolOf(context: Context, name: string): Pool {
  groupNamed(context, name);
  const { warmPool } = providerOf(context.cluster.draft, name).autoScalingGroup;
  if (warmPool === undefined || context.cluster.apiState.emptiedPools.has(name))
    throw validationError(`No warm pool found for the Auto Scaling group ${name}`);
  return warmPool;
}

/** Returns the instances in the warm pool of a group. */
function pooled(context: Context, name: string): readonly object[] {
  const { warmPool } = providerOf(context.cluster.draft, name).autoScalingGroup;
  return warmPoolInstances(context.cluster.moment, numberOf(context, name), warmPool?.poolState ?? 'Stopped');
}

/** The refresh in progress of a group: its place in the list, and its id. */
function goingOn(context: Context, name: string): { readonly nth: number; readonly id: string } | undefined {
  const nth = context.cluster.moment.world.records.groups[numberOf(context, name)]!.refresh?.nth;
  return nth === undefined ? undefined : { nth, id: idOf(context, name, nth) };
}

function idOf(context: Context, name: string, nth: number): string {
  return `00000000-0000-0000-${String(numberOf(context, name)).padStart(4, '0')}-${String(nth).padStart(12, '0')}`;
}

/** Returns the refreshes of a group, the newest first. */
function refreshesOf(context: Context, name: string) {
  const { cluster } = context;
  const provider = numberOf(context, name);
  const { instanceRefreshes: written = [] } = providerOf(cluster.draft, name).autoScalingGroup;
  const all = cluster.refreshes.of(provider).map(({ nth, begunMs, endedMs, status, replaced }) => ({
    InstanceRefreshId: idOf(context, name, nth),
    AutoScalingGroupName: name,
    Status: status,
    StartTime: cluster.moment.names.time(begunMs),
    ...(endedMs === null ? {} : { EndTime: cluster.moment.names.time(endedMs) }),
    ...progressOf(context, { provider, nth, replaced, isOver: status === 'Successful' }),
    Preferences: preferencesOf(written[nth]),
    Strategy: 'Rolling',
  }));
  return all.reverse();
}

interface Progress {
  readonly provider: number;
  readonly nth: number;
  readonly replaced: number;
  readonly isOver: boolean;
}

/** Percent of the instances that it has to replace, and how many are left; a refresh that has ended keeps what it replaced. */
function progressOf({ cluster }: Context, { provider, nth, replaced, isOver }: Progress): object {
  const { refresh } = cluster.moment.world.records.groups[provider]!;
  if (isOver) return { PercentageComplete: 100, InstancesToUpdate: 0 };
  if (refresh?.nth !== nth) return {};
  const { total } = refresh.state;
  return {
    PercentageComplete: total === 0 ? 100 : Math.floor((100 * Math.min(replaced, total)) / total),
    InstancesToUpdate: Math.max(0, total - replaced),
  };
}

function preferencesOf(refresh: Refresh | undefined): object {
  const { preferences = {} } = refresh ?? {};
  return Object.fromEntries(Object.entries(preferences).map(([key, value]) => [key[0]!.toUpperCase() + key.slice(1), value]));
}
