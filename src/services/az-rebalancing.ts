/** Properties that determine whether a service may use availabilityZoneRebalancing (A.NW-1, N.AZRB-1). */
export interface RebalancedService {
  readonly schedulingStrategy: 'REPLICA' | 'DAEMON';
  readonly controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  /** Launch type EXTERNAL. */
  readonly isExternal: boolean;
  readonly maximumPercent: number;
  readonly hasClassicLoadBalancer: boolean;
  /** A placement constraint on ecs.availability-zone. */
  readonly hasZoneConstraint: boolean;
  /** The first placement strategy is a spread over zones, or there is none. */
  readonly spreadsZonesFirst: boolean;
}

/** Returns why the service may not use it; null when it may. */
export function notRebalanced(service: RebalancedService): string | null {
  if (service.schedulingStrategy !== 'REPLICA') return 'is not possible for a DAEMON service';
  if (service.controller === 'EXTERNAL') return 'is not possible with the deployment controller EXTERNAL';
  if (service.isExternal) return 'is not possible with launch type EXTERNAL';
  if (service.maximumPercent <= 100) return `needs a maximumPercent above 100, to start before it stops: it is ${service.maximumPercent}`;
  if (service.hasClassicLoadBalancer) return 'is not possible behind a Classic Load Balancer';
  if (service.hasZoneConstraint) return 'is not possible with a placement constraint on ecs.availability-zone';
  if (!service.spreadsZonesFirst) return 'needs a placement strategy that begins with a spread over zones, or none';
  return null;
}

export interface ZoneCounts {
  /** Healthy tasks of the service by zone. */
  readonly healthy: readonly number[];
  /** Tasks by zone that are not yet RUNNING and HEALTHY. */
  readonly waiting: readonly number[];
  readonly desired: number;
  /** Most tasks that maximumPercent allows. */
  readonly tasksMax: number;
  /** Present room by zone in tasks; no instances are launched for rebalancing. Fargate: Infinity. */
  readonly room: readonly number[];
  /** A deployment is in progress, or a task is protected from scale-in. */
  readonly isSuspended: boolean;
}

export interface ZoneMoves {
  readonly start: readonly number[];
  readonly stop: readonly number[];
}

/**
 * Returns tasks to start and to stop by zone until no zone has two tasks more than another (A.NW-1). From the steady state it starts tasks
 * in the zones with the fewest, waits until they are HEALTHY, and then stops as many in the zones with the most. Meanwhile the service has
 * more tasks than desired; reconcile it with the larger count. Call it at each change; it keeps no state.
 */
export function zoneMoves(seen: ZoneCounts): ZoneMoves {
  const { healthy, waiting, desired, tasksMax } = seen;
  const none = healthy.map(() => 0);
  const total = sum(healthy);
  if (seen.isSuspended || sum(waiting) > 0 || total < desired) return { start: none, stop: none };
  if (total > desired) return { start: none, stop: take(healthy, total - desired) };
  return { start: fill(healthy, tasksMax - desired, seen.room), stop: none };
}

/** Adds tasks, each in the zone with the fewest among those with room, as long as this improves the balance. */
function fill(tasks: readonly number[], most: number, room: readonly number[]): number[] {
  const after = [...tasks];
  const starts = tasks.map(() => 0);
  for (let left = most; left > 0; left--) {
    const open = after.map((count, zone) => (starts[zone] < room[zone] ? count : Number.POSITIVE_INFINITY));
    const fewest = open.indexOf(Math.min(...open));
    const fullest = after.indexOf(Math.max(...after));
    if (after[fullest] - open[fewest] <= 1) break;
    starts[fewest]++;
    after[fewest]++;
    after[fullest]--; // One task of the fullest zone will stop in exchange.
  }
  return starts;
}

/** Removes tasks, each in the zone with the most. */
function take(tasks: readonly number[], count: number): number[] {
  const after = [...tasks];
  const stops = tasks.map(() => 0);
  for (let left = count; left > 0; left--) {
    const fullest = after.indexOf(Math.max(...after));
    stops[fullest]++;
    after[fullest]--;
  }
  return stops;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
