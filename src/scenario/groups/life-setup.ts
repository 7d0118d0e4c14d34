import type { RefreshSpec } from '../../sim/group-setup.js';
import type { CapacityProviderSpec } from '../../sim/setup.js';
import type { GroupText } from '../schema.js';
import { distribution, durationMs } from '../units.js';
import { typesOf } from './setup.js';

type Life = Pick<CapacityProviderSpec, 'hooks' | 'warmPool' | 'refreshes'>;

/** Settings for the life of a group's instances from launch to end. `type` returns the index of an instance type. */
export function lifeOf(group: GroupText, type: (name: string) => number): Life {
  return {
    hooks: (group.lifecycleHookSpecificationList ?? []).map(({ lifecycleHookName, lifecycleTransition, ...hook }) => ({
      name: lifecycleHookName,
      transition: lifecycleTransition === 'autoscaling:EC2_INSTANCE_LAUNCHING' ? 'launch' : 'terminate',
      heartbeatMs: hook.heartbeatTimeout * 1000,
      defaultResult: hook.defaultResult,
      recordsHeartbeats: hook.recordsHeartbeats,
      action: hook.actionTime === 'never' ? null : distribution(hook.actionTime),
    })),
    refreshes: (group.instanceRefreshes ?? []).map(({ at, cancelAt, desiredConfiguration: desired, preferences: p }) => ({
      atMs: durationMs(at),
      ...(cancelAt === undefined ? {} : { cancelledMs: durationMs(cancelAt) }),
      ...(desired === undefined ? {} : { desired: desiredOf(desired, type) }),
      preferences: {
        minHealthyPercent: p.minHealthyPercentage,
        maxHealthyPercent: p.maxHealthyPercentage,
        instanceWarmupMs: p.instanceWarmup * 1000,
        checkpointPercentages: p.checkpointPercentages,
        checkpointDelayMs: p.checkpointDelay * 1000,
        scaleInProtectedInstances: p.scaleInProtectedInstances,
        skipsMatching: p.skipMatching,
      },
    })),
    warmPool: group.warmPool === undefined ? null : warmPoolOf(group.warmPool),
  };
}

type DesiredText = NonNullable<NonNullable<GroupText['instanceRefreshes']>[number]['desiredConfiguration']>;

function desiredOf(desired: DesiredText, type: (name: string) => number): NonNullable<RefreshSpec['desired']> {
  const types = typesOf(desired);
  return {
    template: desired.launchTemplate === undefined ? null : Number(desired.launchTemplate.version) - 1,
    instanceTypes: types.length === 0 ? null : types.map(type),
  };
}

function warmPoolOf(pool: NonNullable<GroupText['warmPool']>): Life['warmPool'] {
  const { minSize, maxGroupPreparedCapacity: prepared, poolState: state, warmPoolsCheck: isChecked } = pool;
  return { minSize, maxGroupPreparedCapacity: prepared < 0 ? null : prepared, state, isChecked };
}
