import type { Setup } from '../../../src/sim/setup.js';

/** A number below a bound. */
export type Below = (bound: number) => number;

/** Other settings of every kind that may change in the course of a run, some of them at a time. */
export function randomChange(setup: Setup, below: Below): Setup {
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)];
  const maybe = <T extends object>(was: T, change: () => Partial<T>): T => (below(2) === 0 ? was : { ...was, ...change() });
  const strategies = [...setup.services, ...setup.workloads].map(({ placementStrategy }) => placementStrategy);
  const capacityProviders = setup.capacityProviders.map((was) => {
    const spec = maybe(was, () => ({
      minSize: below(4),
      maxSize: 4 + below(12),
      terminationPolicies: [pick(['Default', 'NewestInstance', 'OldestInstance'] as const)],
      isDraining: below(2) === 0,
      isProtected: below(2) === 0,
      isSpotDraining: below(2) === 0,
      isCapacityRebalancing: below(2) === 0,
      healthGraceMs: below(600_000),
      maxLifetimeMs: pick([null, 3_600_000]),
      spotMaxPrice: pick([null, 0.35]),
    }));
    // A scenario says one of the two.
    const isNewProtected = spec.isNewProtected && !spec.isProtected;
    return {
      ...spec,
      isNewProtected,
      managedScaling: maybe(spec.managedScaling, () => ({ targetPercent: 40 + below(61), warmupMs: below(300_000) })),
    };
  });
  return {
    ...setup,
    capacityProviders,
    services: setup.services.map((spec) =>
      maybe(spec, () => ({
        placementStrategy: pick(strategies),
        timeToFailure: pick([null, { kind: 'exponential', meanMs: 1_800_000 } as const]),
        // A daemon service has a maximum of its own.
        ...(spec.schedulingStrategy === 'DAEMON' ? {} : { minimumHealthyPercent: pick([0, 50, 100]), maximumPercent: pick([100, 200]) }),
      })),
    ),
    workloads: setup.workloads.map((spec) =>
      maybe(spec, () => ({ runTime: { kind: 'uniform', minMs: 0, maxMs: 900_000 }, count: 1 + below(9) })),
    ),
    timings: maybe(setup.timings, () => ({ instanceBoot: { kind: 'uniform', minMs: 0, maxMs: 300_000 }, imagePullBehavior: 'always' })),
    scaler: maybe(setup.scaler, () => ({
      countN: pick(['registered', 'launched']),
      groupsCombine: pick(['max', 'sum']),
      lowDatapoints: 3,
    })),
    waiting: maybe(setup.waiting, () => ({
      headOfLine: pick(['skip', 'block']),
      quotaOverflow: pick(['hold', 'refuse']),
      stopTie: 'oldest',
    })),
    quotas: maybe(setup.quotas, () => ({
      provisioningTasks: pick([null, 4]),
      containerInstances: pick([null, 12]),
      serviceLaunchesPerMinute: pick([null, 3]),
    })),
    placement: maybe(setup.placement, () => ({ tie: pick(['oldest', 'hash']) })),
  };
}
