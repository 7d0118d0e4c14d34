import type { Draws } from './draws.js';

/** Settings that decide when the scheduler starts, stops and counts tasks. */
export function churnSettings({ below, pick, maybe, seconds }: Draws) {
  const uniform = (max: number) => ({ uniform: { min: '0s', max: `${max}s` } });
  return {
    serviceScheduler: {
      ...maybe(3, () => ({ replacesExited: pick(['onceStopped', 'atExit']) })),
      ...maybe(4, () => ({ reaction: pick(['turns', uniform(20)]) })),
      ...maybe(3, () => ({ turn: pick(['1s', '10s', '45s']) })),
      ...maybe(4, () => ({ turnPhase: seconds(9) })),
      ...maybe(4, () => ({ stoppingCounts: false })),
      ...maybe(4, () => ({ order: 'startFirst' })),
      ...maybe(4, () => ({ rollingScaleOut: 'new' })),
      ...maybe(4, () => ({ healthyAfter: pick(['0s', '3m']) })),
      ...maybe(4, () => ({ breakerStartsInStage2: below(2) === 0 })),
      ...maybe(4, () => ({ registersWhen: 'healthy' })),
      ...maybe(4, () => ({ registration: seconds(30) })),
      ...maybe(4, () => ({ lostTarget: pick(['0s', '1m']) })),
      ...maybe(4, () => ({ checkingNodes: 1 + below(4) })),
      ...maybe(4, () => ({ containerHealthReport: pick(['0s', uniform(60)]) })),
      ...maybe(4, () => ({ unhealthyReaction: pick(['0s', uniform(90)]) })),
      ...maybe(4, () => ({ stopTaskReaction: pick(['0s', uniform(90)]) })),
      ...maybe(4, () => ({ deploysAfter: seconds(60) })),
      ...maybe(4, () => ({ createsAfter: seconds(60) })),
      ...maybe(4, () => ({ serviceConnectSetup: seconds(60) })),
      ...maybe(4, () => ({ versionConsistency: pick(['enabled', 'disabled']) })),
      ...maybe(4, () => ({ replacesAfter: pick(['0s', '2m']) })),
      ...maybe(4, () => ({ settlesAfter: pick(['0s', '2m']) })),
      ...maybe(4, () => ({ completesAfter: pick(['0s', '2m']) })),
      ...maybe(4, () => ({ shiftsComplete: pick(['cleanedUp', 'baked']) })),
      ...maybe(4, () => ({ drainingTasks: pick(['gone', 'goneWithoutServiceConnect', 'counted']) })),
      ...maybe(4, () => ({ breakerCountsStarts: pick(['replacedOnFargate', 'replaced', 'atOnce']) })),
      ...maybe(4, () => ({ breakerCountsChecksAfter: seconds(90) })),
      ...maybe(4, () => ({ throttleFreeFailures: 1 + below(9), throttleFirst: pick(['1s', '20s']), throttleLongest: pick(['20s', '5m']) })),
      ...maybe(4, () => ({ placementAttempts: 1 + below(3), placementEvery: '5s', placementBackOff: pick(['none', ['20s']]) })),
    },
    alarms: maybe(2, () => ({ rollingBakeTime: pick(['0s', '1m']) })),
    waiting: maybe(3, () => ({ headOfLine: 'block' })),
    placement: maybe(3, () => ({ stoppingRoom: 'held' })),
    quotas: {
      ...maybe(4, () => ({ fargateVcpus: pick([1, 3]) })),
      ...maybe(4, () => ({ fargateServiceLaunchesPerMinute: 1 + below(4), serviceLaunchesPerMinute: 1 + below(4) })),
    },
    timings: {
      ...maybe(3, () => ({ containerStop: pick(['0s', '29s', uniform(120)]) })),
      ...maybe(3, () => ({ containerStart: pick(['0s', '40s']) })),
    },
  };
}
