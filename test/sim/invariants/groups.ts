import { isPooled, Lifecycle } from '../../../src/autoscaling/group/lifecycle.js';
import { NO_EVENT } from '../../../src/kernel/event-loop.js';
import { COUNTED_IN_TASKS } from '../../../src/market/pools.js';
import { Draining, NONE, Outside } from '../../../src/sim/cluster/fleet.js';
import type { World } from '../../../src/sim/cluster/world.js';

/** Invariants of Auto Scaling groups: their counts are those of the fleet, and each instance is where its life says. */
export function brokenGroups(world: World): string[] {
  return [...countsOfGroups(world), ...countsOfPools(world)];
}

function countsOfGroups(world: World): string[] {
  const { fleet, records } = world;
  const rows = Array.from({ length: fleet.count }, (_, row) => row);
  const alone = rows.filter((row) => fleet.provider[row] < 0 && fleet.state[row] === Draining).length;
  const miscounted =
    alone === records.drainingAlone ? [] : [`${records.drainingAlone} instances of no group are counted draining, ${alone} are`];
  const broken = records.groups.flatMap((group, provider) => {
    const own = rows.filter((row) => fleet.provider[row] === provider);
    const broken: string[] = [];
    const living = own.filter((row) => fleet.leavesFor[row] === 0 && !isPooled(fleet.lifecycle[row]));
    const pooled = own.filter((row) => isPooled(fleet.lifecycle[row])).length;
    if (pooled !== group.pooled) broken.push(`group ${provider} counts ${group.pooled} instances in its warm pool, the fleet ${pooled}`);
    if (living.length !== group.living)
      broken.push(`group ${provider} counts ${group.living} living instances, the fleet ${living.length}`);
    if (own.length - living.length - pooled !== group.leaving)
      broken.push(`group ${provider} counts ${group.leaving} leaving instances wrongly`);
    for (const { old, young } of group.replacements)
      if (fleet.rowOf[old] === NONE || fleet.rowOf[young] === NONE || fleet.leavesFor[fleet.rowOf[old]] !== 0)
        broken.push(`group ${provider}: ${young} is to replace ${old}, and one of them has gone`);
    for (const young of group.ahead)
      if (fleet.rowOf[young] === NONE || fleet.leavesFor[fleet.rowOf[young]] !== 0)
        broken.push(`group ${provider} is ahead by ${young}, which has gone`);
    const draining = own.filter((row) => fleet.state[row] === Draining).length;
    if (draining !== group.draining) broken.push(`group ${provider} counts ${group.draining} draining instances, the fleet ${draining}`);
    group.livingByPurchase.forEach((count, purchase) => {
      const bought = living.filter((row) => fleet.purchase[row] === purchase).length;
      if (bought !== count) broken.push(`group ${provider} counts ${count} instances of option ${purchase}, the fleet ${bought}`);
    });
    for (const row of own) broken.push(...lifecycleOf(world, row));
    group.livingByZone.forEach((count, zone) => {
      const inZone = living.filter((row) => fleet.zone[row] === zone).length;
      if (inZone !== count) broken.push(`group ${provider} counts ${count} instances in zone ${zone}, the fleet ${inZone}`);
    });
    return broken;
  });
  return [...miscounted, ...broken];
}

/** What EC2's capacity pools hold: all instances of groups but those that rest stopped. */
function countsOfPools({ fleet, pools: rooms, setup }: World): string[] {
  return setup.market.pools.flatMap(({ name, type, zone, isSpot }, pool) => {
    if (type === COUNTED_IN_TASKS) return [];
    const there = Array.from({ length: fleet.count }, (_, row) => row).filter((row) => {
      const isStopped = fleet.lifecycle[row] === Lifecycle.Warmed && fleet.isUp[row] === 0;
      return (
        fleet.provider[row] >= 0 &&
        fleet.type[row] === type &&
        fleet.zone[row] === zone &&
        (fleet.purchase[row] === 1) === isSpot &&
        !isStopped
      );
    }).length;
    return there === rooms.instances[pool] ? [] : [`pool ${name} counts ${rooms.instances[pool]} instances, the fleet ${there}`];
  });
}

/** An instance is in service once it has registered and waits for no hook, and leaves for a reason. */
function lifecycleOf({ fleet, setup }: World, row: number): string[] {
  const isTerminating = fleet.lifecycle[row] === Lifecycle.Terminating;
  const isReady = fleet.isUp[row] === 1 && fleet.waitEvent[row] === NO_EVENT;
  const name = `instance ${fleet.instance[row]}`;
  const broken: string[] = [];
  if (isTerminating !== (fleet.leavesFor[row] !== 0)) broken.push(`${name} leaves without being terminated, or the reverse`);
  const isWaiting = fleet.lifecycle[row] === Lifecycle.Pending || fleet.lifecycle[row] === Lifecycle.WarmedPending;
  if (isReady && isWaiting) broken.push(`${name} is ready and not in service`);
  if (fleet.lifecycle[row] === Lifecycle.InService && !isReady) broken.push(`${name} is in service and not ready`);
  const isOrWasInService = fleet.lifecycle[row] === Lifecycle.InService || isTerminating;
  if (fleet.isImpaired[row] + fleet.isProtected[row] > 0 && !isOrWasInService)
    broken.push(`${name} is ill or protected before it is in service`);
  if (fleet.isImpaired[row] === 1 && fleet.state[row] !== Outside && fleet.isAgentConnected[row] === 1)
    broken.push(`${name} is ill, and its agent is connected`);
  if (fleet.isProtected[row] === 1 && setup.capacityProviders[fleet.provider[row]].isProtected)
    broken.push(`${name} is protected by hand where ECS does that`);
  if (fleet.state[row] === Outside && fleet.firstTask[row] !== NONE) broken.push(`${name} has left the cluster and has tasks`);
  return broken;
}
