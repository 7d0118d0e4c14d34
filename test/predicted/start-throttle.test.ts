import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

/** Source: ECS developer guide, service-throttle-logic: the longest wait is 27 minutes, 15 in the guide of 2024. The steps are not published. */

/** A service whose tasks fail as they start, in no time; three failures are free, then 60 s, doubled with each further one. */
function text({ deployments = '', breaker = false, more = '' }): string {
  return `name: throttle
seed: 1
duration: 2h
timings: { instanceBoot: 60s, eniAttach: 0s, imagePull: 0s, containerStart: 0s, containerStop: 0s, eniDetach: 0s, warmStart: 0s, trunkAttach: 0s }
serviceScheduler: { reaction: 0s, healthyAfter: 0s }
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.4xlarge, count: 1 }] }
taskDefinitions:
  - { family: w, revision: 1, networkMode: bridge, containerDefinitions: [{ name: c, image: "ex/w:1", cpu: 256, memory: 512 }] }
  - { family: w, revision: 2, networkMode: bridge, containerDefinitions: [{ name: c, image: "ex/w:2", cpu: 256, memory: 512 }] }
services: [{ serviceName: w, taskDefinition: "w:1", desiredCount: 1, launchType: EC2, deploymentConfiguration: { deploymentCircuitBreaker: { enable: ${breaker}, rollback: true } }, ${deployments} }]
${more}`;
}

const DEAD = 'failureMode: { failedStarts: 1 }';
const startsOf = (run: ReturnType<typeof predict>) => run.tasks.map(({ requested }) => requested);

describe('a service whose tasks never start', () => {
  it('[N.T-THR-a, N.THR-1, N.THR-2] tries at 0, 0, 0, then after 60, 120, 240, 480, 960, 1,620 and 1,620 s', () => {
    expect(startsOf(predict(text({ deployments: DEAD }), { until: 6_000 }))).toEqual([0, 0, 0, 60, 180, 420, 900, 1_860, 3_480, 5_100]);
  });

  it('[N.T-THR-a, N.THR-1] waits at most 900 s by the guide of 2024', () => {
    const starts = startsOf(predict(text({ deployments: DEAD, more: 'awsBehaviour: guide-2024' }), { until: 3_000 }));
    expect(starts).toEqual([0, 0, 0, 60, 180, 420, 900, 1_800, 2_700]);
  });

  it('[N.THR-3] meets the breaker at three failures, before the first wait: the rollback starts unthrottled', () => {
    // The update of 600 s fails three times in that millisecond; the old task, which serves on, makes the rollback COMPLETED at once.
    const run = predict(text({ deployments: `deployments: [{ at: 10m, taskDefinition: "w:2", ${DEAD} }]`, breaker: true }));
    expect(startsOf(run)).toEqual([0, 600, 600, 600]);
    expect(run.figures.deployments.map(({ rollout_state: state, ended_ms: ended }) => [state, ended])).toEqual([
      ['COMPLETED', 0],
      ['FAILED', 600_000],
      ['COMPLETED', 600_000],
    ]);
  });
});
