import type { World } from '../cluster/world.js';
import type { Setup } from '../setup.js';

/** Settings by which anybody may be placed, started or stopped otherwise. */
const OF_ALL = ['scaler', 'waiting', 'placement', 'quotas', 'groups', 'care', 'fargate'] as const;

/** The world's state is of a run of `parent`, of which the setup may differ: whom it concerns is looked at anew. Nothing is done where nothing differs. */
export function adoptChanges(world: World, parent: Setup): void {
  const { setup, roster, waiting } = world;
  const isAnyone = OF_ALL.some((key) => differ(parent[key], setup[key]));
  setup.capacityProviders.forEach((spec, provider) => {
    if (!isAnyone && !differ(parent.capacityProviders[provider], spec)) return;
    const group = roster.groups[provider];
    if (spec.isProtected && !parent.capacityProviders[provider].isProtected) takeOverProtection(world, provider);
    group.desired = Math.max(spec.minSize, Math.min(spec.maxSize, group.desired));
    world.groupDue(provider);
  });
  setup.services.forEach((spec, service) => {
    if (isAnyone || differ(parent.services[service], spec)) world.serviceDue(service);
  });
  if (isAnyone || differ([parent.services, parent.workloads], [setup.services, setup.workloads])) {
    if (waiting.total > 0 || waiting.held > 0) world.placementDue();
    if (world.fargate.room.total > 0) world.fargateDue();
  }
}

/** From now on ECS protects, and only whom it says. */
function takeOverProtection({ fleet }: World, provider: number): void {
  for (let row = 0; row < fleet.count; row++) if (fleet.provider[row] === provider) fleet.isProtected[row] = 0;
}

function differ(was: unknown, is: unknown): boolean {
  return JSON.stringify(was) !== JSON.stringify(is);
}
