import type { Draws } from './draws.js';

/** The open choices of the model, each away from its default now and then, and the settings of the account. */
export function broadSettings({ below, pick, maybe, seconds }: Draws) {
  const uniform = (max: number) => ({ uniform: { min: '0s', max: `${max}s` } });
  return {
    imagePullBehavior: pick(['default', 'always', 'once', 'prefer-cached']),
    ...maybe(2, () => ({
      images: [0, 1].map((tag) => ({ image: `library/app:${tag}`, sizeMib: 1 + below(900), sociIndex: below(2) === 0 })),
    })),
    serviceScheduler: {
      ...maybe(3, () => ({ order: 'startFirst' })),
      ...maybe(3, () => ({ stoppingCounts: false })),
      ...maybe(3, () => ({ rollingScaleOut: 'new' })),
      ...maybe(3, () => ({ registersWhen: 'healthy' })),
      ...maybe(3, () => ({ registration: seconds(20) })),
      ...maybe(3, () => ({ firstCheck: pick(['atOnce', 'afterInterval']) })),
      ...maybe(3, () => ({ allUnhealthy: 'turnAway' })),
      ...maybe(3, () => ({ sigtermFirst: true })),
      ...maybe(3, () => ({ drainingTasks: pick(['gone', 'counted']) })),
      ...maybe(3, () => ({ breakerCountsStarts: pick(['replaced', 'atOnce']) })),
      ...maybe(3, () => ({ shiftsComplete: 'baked' })),
      ...maybe(3, () => ({ versionConsistency: 'disabled' })),
      ...maybe(3, () => ({ placementBackOff: 'none' })),
      ...maybe(3, () => ({ turnPhase: seconds(9) })),
      ...maybe(3, () => ({ reaction: uniform(20) })),
      ...maybe(3, () => ({ throttleFreeFailures: below(3), throttleFirst: '20s' })),
    },
    ...maybe(3, () => ({ alarms: { rollingBakeTime: '2m' } })),
    waiting: {
      ...maybe(3, () => ({ stopShares: 'kept' })),
      ...maybe(3, () => ({ headOfLine: 'block' })),
      ...maybe(3, () => ({ retryEvery: '3m' })),
      ...maybe(3, () => ({ stopTie: 'oldest' })),
      ...maybe(3, () => ({ quotaOverflow: 'refuse', provisioningTimeout: '10m' })),
    },
    placement: {
      ...maybe(3, () => ({ volumeSlots: 'seen' })),
      ...maybe(3, () => ({ stoppingRoom: 'held' })),
      ...maybe(3, () => ({ stoppingRoomFrom: 'sigterm' })),
      ...maybe(3, () => ({ stoppingEni: 'free' })),
      ...maybe(3, () => ({ tie: 'hash' })),
    },
    quotas: {
      ...maybe(3, () => ({ runTaskCalls: 'aws', registrationCalls: 'aws' })),
      ...maybe(3, () => ({ serviceLaunchesPerMinute: 5, fargateServiceLaunchesPerMinute: 4 })),
      ...maybe(3, () => ({ provisioningTasks: 6 })),
      fargateVcpus: pick(['none', 3]),
    },
    registration: maybe(2, () => ({ timeout: pick(['10m', 'never']) })),
    groups: {
      ...maybe(3, () => ({ terminationTie: pick(['newest', 'drawn']) })),
      ...maybe(3, () => ({ unhealthyEnds: 'at-once' })),
      ...maybe(3, () => ({ warmPoolLeaves: 'newest' })),
      ...maybe(3, () => ({ lifetimeProtected: 'replaced' })),
      ...maybe(3, () => ({ zoneRebalanceOn: 'any' })),
      ...maybe(3, () => ({ terminationZones: 'first' })),
      ...maybe(3, () => ({ purchaseProtected: 'wait' })),
      ...maybe(3, () => ({ suspendAfter: '30m' })),
    },
    groupScaling: { ...maybe(3, () => ({ scaleInSteps: 'proportional' })), ...maybe(2, () => ({ lowDatapoints: 3 })) },
    scaler: {
      ...maybe(3, () => ({ drainingInstances: 'counted' })),
      ...maybe(3, () => ({ scaleOutFrom: 'desired' })),
      ...maybe(3, () => ({ incompatibleOnly: 'ignore' })),
      ...maybe(3, () => ({ whenAdding: 'busy-plus-step' })),
      ...maybe(3, () => ({ newestPoint: 'counts' })),
      ...maybe(3, () => ({ lowDatapoints: 3 })),
      ...maybe(3, () => ({ emptyGroup: 'aws2019' })),
    },
    serviceScaling: { ...maybe(3, () => ({ scaleOutBase: 'running' })), ...maybe(2, () => ({ lowDatapoints: 3 })) },
    timings: {
      ...maybe(3, () => ({ hungStop: 'containerStop' })),
      ...maybe(3, () => ({ fargatePullsUpfront: false })),
      ...maybe(3, () => ({ checkStartInterval: 'none' })),
      ...maybe(3, () => ({ volumeAttach: uniform(300) })),
      ...maybe(3, () => ({ eniAttach: uniform(240) })),
      ...maybe(3, () => ({ containerStart: uniform(300) })),
      ...maybe(2, () => ({ imagePull: uniform(60) })),
    },
    fargate: { ...maybe(3, () => ({ capacityRetry: '1m', capacityRetryMax: '4m' })), ...maybe(3, () => ({ startRetry: 'grows' })) },
  };
}
