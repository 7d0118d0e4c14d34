import type { World } from '../cluster/world.js';
import { type BlockedBy, Fact } from '../facts.js';

/** The service may do nothing, or may again; told when that changes. `tasksLeft` are to be replaced. */
export function block(world: World, service: number, by: BlockedBy, tasksLeft = 0): void {
  const record = world.roster.services[service];
  if (record.blockedBy === by) return;
  record.blockedBy = by;
  world.tell(Fact.serviceBlocked, service, by, tasksLeft);
}
