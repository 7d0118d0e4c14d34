import type { CapacityProviderSpec } from '../sim/setup.js';
import type { GroupText } from './schema/scenario.js';
import { distribution, durationMs } from './units.js';

type Life = Pick<CapacityProviderSpec, 'hooks' | 'warmPool' | 'refreshes'>;

/** What a group does with its instances from launch to end. */
export function lifeOf(group: GroupText): Life {
  return {
    hooks: (group.lifecycleHookSpecificationList ?? []).map(({ lifecycleHookName, lifecycleTransition, ...hook }) => ({
      name: lifecycleHookName,
      transition: lifecycleTransition === 'autoscaling:EC2_INSTANCE_LAUNCHING' ? 'launch' : 'terminate',
      heartbeatMs: hook.heartbeatTimeout * 1000,
      defaultResult: hook.defaultResult,
      recordsHeartbeats: hook.recordsHeartbeats,
      action: hook.actionTime === 'never' ? null : distribution(hook.actionTime),
    })),
    refreshes: (group.instanceRefreshes ?? []).map(({ at, preferences: p }) => ({
      atMs: durationMs(at),
      preferences: {
        minHealthyPercent: p.minHealthyPercentage,
        maxHealthyPercent: p.maxHealthyPercentage,
        instanceWarmupMs: p.instanceWarmup * 1000,
        checkpointPercentages: p.checkpointPercentages,
        checkpointDelayMs: p.checkpointDelay * 1000,
        scaleInProtectedInstances: p.scaleInProtectedInstances,
      },
    })),
    warmPool: group.warmPool === undefined ? null : warmPoolOf(group.warmPool),
  };
}

function warmPoolOf(pool: NonNullable<GroupText['warmPool']>): Life['warmPool'] {
  const { minSize, maxGroupPreparedCapacity: prepared, poolState: state, warmPoolsCheck: isChecked } = pool;
  return { minSize, maxGroupPreparedCapacity: prepared < 0 ? null : prepared, state, isChecked };
}
