import type { RollingCounts, RollingStep } from '../../../services/deployments/rolling.js';
import type { World } from '../../cluster/world.js';
import { BlockedBy, Fact } from '../../facts.js';

/** Records whether the service is blocked, and reports a change. `tasksLeft` is the number of tasks still to be replaced. */
export function block(world: World, service: number, by: BlockedBy, tasksLeft = 0): void {
  const record = world.records.services[service];
  if (record.blockedBy === by) return;
  record.blockedBy = by;
  world.emit(Fact.serviceBlocked, service, by, tasksLeft);
}

/** Returns the reason why a rolling update is blocked. */
export function blockOf(blockedBy: RollingStep['blockedBy'], { old }: RollingCounts): BlockedBy {
  if (blockedBy === 'percents') return old.healthy > 0 ? BlockedBy.percents : BlockedBy.percentsWhileDraining;
  return blockedBy === 'protection' ? BlockedBy.protection : BlockedBy.nothing;
}
