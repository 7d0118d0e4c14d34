import { describe, expect, it } from 'vitest';
import { RolloutState } from '../../src/services/service-states.js';
import { predict } from './predict.js';

interface Refused {
  /** Minutes. */
  readonly for: number;
  readonly breaker?: string;
  readonly tasks?: number;
  readonly share?: number;
}

/** A service of one task on Fargate with a circuit breaker, raised from none by an update at 600 s. Turns begin at 0. */
const text = ({ for: minutes, breaker = 'enable: true, rollback: false', tasks = 1, share = 1 }: Refused) => `
name: refused
duration: 2h
fargate: { start: { p95OverMedian: 1 } }
quotas: none
serviceScheduler: { turnPhase: 0s }
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE] }
taskDefinitions:
  - { family: w, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: "512", memory: "1024", containerDefinitions: [{ name: w, image: w }] }
services:
  - serviceName: w
    taskDefinition: w
    capacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }]
    desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 0 }, { at: 10m, desiredCount: ${tasks} }] }
    deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100, deploymentCircuitBreaker: { ${breaker} } }
    deployments: [{ at: 10m }]
faults: [{ at: 9m, for: ${minutes}m, type: fargateLaunchFailure, share: ${share} }]
`;

type Run = ReturnType<typeof predict>;
// The update begins 10 s after its call.
const FIRST = 610;
const counts = ({ of }: Run) =>
  of('breakerCounted')
    .filter(({ at, args }) => at > 600 && args.failures! > 0)
    .map(({ at, args }) => [at - FIRST, args.failures]);
const failedAt = ({ of }: Run) => of('deploymentChanged').filter(({ args }) => args.rollout === RolloutState.FAILED).map(({ at }) => at - FIRST); // biome-ignore format: one line
const startedAt = ({ of }: Run) => of('taskOnFargate').map(({ at }) => at - FIRST);

/** Source: Y. Park, "ECS Deployments Can Say Completed With Nothing Running", 2026-09-27 (P.178): FAILED 46 minutes after the first refusal. */
describe('a service that Fargate refuses', () => {
  // Tries at 0, 15 and 30 min: the capacity is back at 39 min of the run, 28:50 after the first try. Each failure counts at the try after it.
  it('[P.178, T.FG-5] tries again every 15 minutes, and each refusal counts then', () => {
    const run = predict(text({ for: 30 }), { hasTurns: true });
    expect(counts(run)).toEqual([[900, 1], [1800, 2]]); // biome-ignore format: pairs
    expect(startedAt(run)).toEqual([1800]);
    expect(failedAt(run)).toEqual([]);
  });

  it('[P.178, S.CB-5] fails its deployment after the third wait, and starts no task of it when the capacity is back', () => {
    for (const minutes of [40, 60]) {
      const run = predict(text({ for: minutes }), { hasTurns: true });
      expect(counts(run).at(-1)).toEqual([2700, 3]);
      expect(failedAt(run)).toEqual([2700]);
      expect(startedAt(run)).toEqual([]);
    }
  });

  it('[P.178, S.CB-5] starts the task of the rollback a turn later, and no other', () => {
    const run = predict(text({ for: 40, breaker: 'enable: true, rollback: true' }), { hasTurns: true });
    expect(failedAt(run)).toEqual([2700]);
    expect(startedAt(run)).toEqual([2710]);
  });

  // Without a breaker it goes on: the capacity is back 68:50 after the first try, and 75 min are the next one.
  it('[T.FG-5] goes on where no breaker is on', () => {
    const run = predict(text({ for: 70, breaker: 'enable: false, rollback: false' }), { hasTurns: true });
    expect(startedAt(run)).toEqual([4500]);
    expect(failedAt(run)).toEqual([]);
  });

  // Each try of a task has its own draw at 0.5: of 40 tasks 10 to 30 start at once in all but 2 of 1,000 seeds, and about half of the rest 15 minutes later.
  it('[I.FL-1, T.FG-5] leaves equal tasks their own luck where a share of the starts is refused', () => {
    const off = 'enable: false, rollback: false';
    const started = startedAt(predict(text({ for: 70, breaker: off, tasks: 40, share: 0.5 }), { hasTurns: true }));

    const early = started.filter((at) => at < 60).length;
    const second = started.filter((at) => at >= 900 && at < 960).length;
    expect(early).toBeGreaterThanOrEqual(10);
    expect(early).toBeLessThanOrEqual(30);
    expect(second).toBeGreaterThanOrEqual((40 - early) / 5);
    expect(started.filter((at) => at >= 60 && at < 900)).toEqual([]);
    expect(started).toHaveLength(40);
  });
});
