import { Lifecycle } from '../../../autoscaling/group/lifecycle.js';
import { NO_EVENT } from '../../../kernel/event-loop.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import type { HookAction } from '../../fault.js';
import type { InstanceLife } from './instance-life.js';

/** CompleteLifecycleAction ends the wait of instances; RecordLifecycleActionHeartbeat begins their timeout anew (A.ASG-14). */
export function actOnHooks(world: World, instances: InstanceLife, { instances: ordinals, action, hook }: HookAction): void {
  const { fleet, loop, setup } = world;
  const { hookWaits } = world.conditions;
  for (const instance of ordinals) {
    const row = fleet.rowOf[instance] ?? NONE;
    if (instance >= fleet.launched || row === NONE || fleet.waitEvent[row] === NO_EVENT) continue;
    loop.cancel(fleet.waitEvent[row]);
    const isBeat = action === 'heartbeat';
    const transition = fleet.lifecycle[row] === Lifecycle.Terminating ? 'terminate' : 'launch';
    const before = hookWaits.of(instance);
    if (before !== undefined && hook !== undefined && action !== 'ABANDON') {
      // The instance waits for the others.
      const { done, beats } = before;
      const wait = isBeat ? { ...before, beats: { ...beats, [hook]: loop.nowMs } } : { ...before, done: [...done, hook] };
      hookWaits.note(instance, wait);
      const answer = instances.hooks.answer(row, transition, wait);
      if (answer.afterMs === 0) instances.onHooks(instance, answer.result);
      else instances.hooks.schedule(row, answer);
      continue;
    }
    if (!isBeat) {
      instances.onHooks(instance, action);
      continue;
    }
    const spec = setup.capacityProviders[fleet.provider[row]].hooks.find((one) => one.transition === transition);
    instances.hooks.schedule(row, { afterMs: spec?.heartbeatMs ?? 0, result: spec?.defaultResult ?? 'ABANDON' });
  }
}
