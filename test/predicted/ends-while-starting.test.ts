import { describe, expect, it } from 'vitest';
import { Condition } from '../../src/sim/facts.js';
import { predict } from './predict.js';

// Source: TreyWright360/aws-ecs-bedrock-devsecops (P.24), claims-approval-api (P.12), an example of the circuit breaker (P.360): programs that end while they start up, under a circuit breaker.

/** One task on Fargate, whose second revision ends so long after RUNNING. A start takes 20 s. */
const scenario = (mode: string, target = '', scheduler = '') => `
name: ends-while-starting
duration: 1h
fargate: { start: { machine: 20s, containers: 0s, unknownImageMib: 0, p95OverMedian: 1 }, stop: { cleanup: 20s } }
serviceScheduler: { turnPhase: 0s${scheduler} }
cluster: { availabilityZones: [us-east-1a, us-east-1b], capacityProviders: [FARGATE] }
taskDefinitions: [{ family: web, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: web, image: web }] }]
${target === '' ? '' : 'targetGroups: [{ name: web }]'}
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 1
    launchType: FARGATE
    ${target}
    deploymentConfiguration: { maximumPercent: 300, deploymentCircuitBreaker: { enable: true, rollback: true } }
    deployments: [{ at: 10m, taskDefinition: web, failureMode: ${mode} }]
`;
const BALANCED = 'loadBalancers: [{ targetGroupArn: web, containerName: web, containerPort: 80 }]';

describe('a program that ends while it starts up (P.12, P.24)', () => {
  const newTasks = (text: string) => predict(text, { hasTurns: true }).tasks.filter(({ requested }) => requested >= 600);

  it.each([
    ['0s', 0],
    ['60s', 60],
  ])('runs until it ends by itself, %s after RUNNING', (exitsAfter, seconds) => {
    const [first] = newTasks(scenario(`{ exitsAfter: ${exitsAfter} }`));
    // ECS notices an exit on Fargate 10 s later.
    expect(first).toMatchObject({ cause: 'crashed' });
    expect(first!.stopping! - first!.running!).toBe(seconds + 10);
  });

  it('is tried again at once after each end, where a start that fails waits for minutes from the third on', () => {
    const gaps = (mode: string) =>
      newTasks(scenario(mode))
        .slice(0, 4)
        .map(({ requested }, i, all) => (i === 0 ? 0 : requested - all[i - 1]!.requested));
    expect(Math.max(...gaps('{ exitsAfter: 0s }'))).toBeLessThan(120);
    expect(Math.max(...gaps('{ failedStarts: 1 }'))).toBeGreaterThanOrEqual(300);
  });

  // The update begins at 610 s. The new task runs at 630 s and exits at 635 s; ECS notices it at 645 s, and has it STOPPED at 665 s.
  it.each([
    ['without a load balancer at the turn after it is STOPPED', '', '', 670],
    ['behind one at the turn after ECS has noticed its exit', BALANCED, '', 650],
    ['without one at that turn, too, with replacesExited: atExit', '', ', replacesExited: atExit', 650],
  ])('[P.270, P.6] is replaced %s', (_, target, scheduler, seconds) => {
    const [first, second] = newTasks(scenario('{ exitsAfter: 5s }', target, scheduler));
    expect([first!.requested, first!.stopping, second!.requested]).toEqual([610, 645, seconds]);
  });

  // The new task runs at 630 s. It may be registered 5 s later, and is at the turn of 640 s. ECS notices its exit 10 s after it.
  it.each([
    ['in the millisecond of its registration', '0s', []],
    ['a second later', '1s', [640, 641]],
  ])('is registered and deregistered, or neither, where its exit is noticed %s', (_, exitsAfter, expected) => {
    const { facts, tasks } = predict(scenario(`{ exitsAfter: ${exitsAfter} }`, BALANCED, ', registration: 5s'), {
      until: 660,
      hasTurns: true,
    });
    const { task } = tasks.find(({ requested }) => requested >= 600)!;
    const ofTarget = facts.filter(({ name, args }) => /^target(Der|R)egistered$/.test(name) && args.task === task);
    expect(ofTarget.map(({ at }) => at)).toEqual(expected);
  });

  /** When tasks that run so many seconds and exit with 0 are requested, and by which revision: the first is `old`. */
  const exiting = (runTime: string, service: string) => {
    const { of } = predict(
      `
name: exiting
duration: 20m
fargate: { start: { machine: 20s, containers: 0s, unknownImageMib: 0, p95OverMedian: 1 }, stop: { cleanup: 20s } }
serviceScheduler: { turnPhase: 0s }
cluster: { availabilityZones: [us-east-1a, us-east-1b], capacityProviders: [FARGATE] }
taskDefinitions: [{ family: web, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: web, image: web }] }]
services:
  - serviceName: web
    taskDefinition: web
    launchType: FARGATE
    containers: { web: { runTime: ${runTime}, exitCode: 0 } }
    ${service}
`,
      { hasTurns: true },
    );
    const old = of('taskClassDefined')[0]!.args.class;
    return of('taskRequested').map(({ at, args }) => [at, args.class === old ? 'old' : 'new']);
  };

  // The first task runs at 20 s, exits at 45 s, is noticed at 55 s, and is STOPPED at 75 s. The second is 20 s behind: a turn begins 5 s after the call.
  it('[P.270, S.DEP-4] leaves its place once it is STOPPED, also while another exits and the maximum is 100 %', () => {
    const desired = 'desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 1 }, { at: 15s, desiredCount: 2 }] }';
    const requests = exiting('25s', `${desired}\n    deploymentConfiguration: { maximumPercent: 100 }`);
    expect(requests.slice(0, 4).map(([at]) => at)).toEqual([0, 20, 80, 100]);
  });

  // The old task runs at 20 s, exits at 593 s, is noticed at 603 s, and is STOPPED at 623 s. The update begins at 610 s, and its task does
  // not run before 630 s: until then the old revision replaces its own (N.ROLL-1).
  it('[P.270, N.ROLL-1] keeps its place from its own revision alone: the next one starts at once', () => {
    const deploys = 'deployments: [{ at: 10m, taskDefinition: web }]';
    expect(exiting('573s', `desiredCount: 1\n    ${deploys}`).slice(0, 3)).toEqual([[0, 'old'], [610, 'new'], [630, 'old']]); // biome-ignore format: a row a task
  });

  it.each(['', BALANCED])('never passes a check, so that the circuit breaker counts each end (%s)', (target) => {
    const { of } = predict(scenario('{ exitsAfter: 30s }', target), { hasTurns: true });
    const rollouts = of('deploymentChanged').filter(({ at }) => at > 600);
    expect(rollouts.map(({ args }) => args.rollout)).toContain(3);
    expect(of('taskHealthChanged').filter(({ at, args }) => at > 600 && args.condition === Condition.healthy && args.task !== 0)).toEqual(
      [],
    );
  });

  // A task runs 20 s after its request and is registered at once. Its checks fail 1.5, 6.5 and 11.5 s later, it exits after 15 s, and ECS
  // notices after 18 s, all before the next turn. That turn replaces it, 40 s after its request, and the failure counts a turn later: the
  // fourth at 780 s. With the failed checks of the first two, which count 50 s after the turns at 650 and 690 s, it would be 740 s.
  it('[N.CB-3] is one failure, also where its target was found unhealthy before its end', () => {
    const text = scenario('{ exitsAfter: 15s }', BALANCED)
      .replace('rollback: true }', 'rollback: true, thresholdConfiguration: { type: COUNT, value: 4 } }')
      .replace('stop: { ', 'stop: { exitNoticed: 3s, ')
      .replace(
        '[{ name: web }]',
        '[{ name: web, healthCheckIntervalSeconds: 5, healthCheckTimeoutSeconds: 2, unhealthyThresholdCount: 3 }]',
      );
    const { of, tasks } = predict(text, { hasTurns: true });
    expect(tasks.map(({ requested }) => requested).filter((at) => at >= 600).slice(0, 5)).toEqual([610, 650, 690, 730, 770]); // biome-ignore format: one row
    expect(of('deploymentChanged').find(({ args }) => args.rollout === 3)!.at).toBe(780);
  });

  // The least threshold was 10 before that day. What's New of 8 January 2024, deployment monitoring.
  it.each([
    ['2024-01-07', 10],
    ['2024-01-08', 3],
  ])('[S.CB-1, P.360] fails the deployment of one task, on %s, at the failure number %i', (day, failures) => {
    const text = scenario('{ exitsAfter: 0s }', BALANCED).replace('duration: 1h', `duration: 2h\nawsBehaviour: "${day}"`);
    const { of } = predict(text, { hasTurns: true });
    const failed = of('deploymentChanged').find(({ args }) => args.rollout === 3);
    const counts = of('breakerCounted').filter(({ at, args }) => args.revision === 1 && at <= failed!.at);
    expect(counts.at(-1)!.args).toMatchObject({ failures, threshold: failures });
  });

  it('serves until it crashes where it only crashes, and the deployment goes on', () => {
    const { of } = predict(scenario('{ crashes: 1/h }', BALANCED), { hasTurns: true });
    expect(of('deploymentChanged').map(({ args }) => args.rollout)).not.toContain(3);
  });
});
