import { Lifecycle } from '../../../autoscaling/group/lifecycle.js';
import { NO_EVENT } from '../../../kernel/event-loop.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import type { HookAction } from '../../fault.js';
import type { InstanceLife } from './instance-life.js';

/** CompleteLifecycleAction ends the wait of instances; RecordLifecycleActionHeartbeat begins their timeout anew (A.ASG-14). */
export function actOnHooks(world: World, instances: InstanceLife, { instances: ordinals, action }: HookAction): void {
  const { fleet, loop, setup } = world;
  for (const instance of ordinals) {
    const row = fleet.rowOf[instance] ?? NONE;
    if (instance >= fleet.launched || row === NONE || fleet.waitEvent[row] === NO_EVENT) continue;
    loop.cancel(fleet.waitEvent[row]);
    if (action !== 'heartbeat') {
      instances.onHooks(instance, action === 'ABANDON');
      continue;
    }
    const transition = fleet.lifecycle[row] === Lifecycle.Terminating ? 'terminate' : 'launch';
    const hook = setup.capacityProviders[fleet.provider[row]].hooks.find((one) => one.transition === transition);
    const kind = hook?.defaultResult === 'CONTINUE' ? EventKind.instanceContinues : EventKind.instanceIsAbandoned;
    fleet.waitEvent[row] = loop.schedule(loop.nowMs + (hook?.heartbeatMs ?? 0), kind, instance);
  }
}
