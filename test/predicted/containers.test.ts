import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { predict } from './predict.js';

/** One m5.large; pull 0, container start 1 s; a container stops at once, unless a test says otherwise. */
interface Parts {
  readonly containers: string;
  /** What the containers do. */
  readonly table?: string;
  readonly more?: string;
  readonly head?: string;
  readonly duration?: string;
}

const CHECK = 'healthCheck: { command: [CMD-SHELL, x], interval: 10, timeout: 5, retries: 3 }';

function text({ containers, table = '', more = '', head = '', duration = '4h' }: Parts): string {
  return `
name: containers
duration: ${duration}
timings: { imagePull: 0s, containerStart: 1s, containerStop: 0s }
serviceScheduler: { placementBackOff: none }
${head}
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 1 }]
taskDefinitions:
  - { family: w, networkMode: bridge, containerDefinitions: [${containers}] }
services:
  - { serviceName: w, taskDefinition: w, desiredCount: 1, launchType: EC2${table === '' ? '' : `, containers: { ${table} }`} ${more} }
`;
}

const SIZE = 'cpu: 128, memory: 128';
const app = (more = '') => `{ name: app, image: a, ${SIZE} ${more} }`;
const side = (more = '') => `{ name: side, image: b, ${SIZE} ${more} }`;
const init = (more = '') => `{ name: init, image: b, essential: false, ${SIZE} ${more} }`;
const on = (containerName: string, condition: string) => `, dependsOn: [{ containerName: ${containerName}, condition: ${condition} }]`;
const first = (parts: Parts) => predict(text(parts)).tasks[0]!;
const problems = (parts: Parts) =>
  checkScenario(text(parts), { file: 'scenario.yaml', read: () => undefined }).errors?.map(({ message }) => message) ?? [];

describe('the start of containers', () => {
  // side RUNNING at 1, its first check passes an interval later, at 11; app starts a second after that.
  it('[N.CTR-1, N.CTR-2, N.T-CTR-a] waits for the condition: HEALTHY until 12, START until 2', () => {
    expect(first({ containers: `${app(on('side', 'HEALTHY'))}, ${side(`, ${CHECK}`)}` }).running).toBe(12);
    expect(first({ containers: `${app(on('side', 'START'))}, ${side(`, ${CHECK}`)}` }).running).toBe(2);
    expect(first({ containers: `${app()}, ${side(`, ${CHECK}`)}` }).running).toBe(1);
  });

  it('[N.T-CTR-b] an init container of 5 s lets the task run at 7; with exit code 1 only under COMPLETE', () => {
    const waits = (condition: string) => `${app(on('init', condition))}, ${init()}`;
    const exits = (code: number) => `init: { runTime: 5s, exitCode: ${code} }`;
    expect(first({ containers: waits('SUCCESS'), table: exits(0) }).running).toBe(7);
    expect(first({ containers: waits('SUCCESS'), table: exits(1) })).toMatchObject({ stopped: 6, cause: 'dependencyFailed' });
    expect(first({ containers: waits('COMPLETE'), table: exits(1) }).running).toBe(7);
  });

  it('[N.CTR-4] without a container that is not essential and cannot start the task runs', () => {
    const containers = `${app()}, ${init()}, { name: late, image: c, essential: false, ${SIZE} ${on('init', 'SUCCESS')} }`;
    expect(first({ containers, table: 'init: { runTime: 5s, exitCode: 1 }' }).running).toBe(6);
  });

  it('[N.CTR-5, N.T-CTR-c] startTimeout belongs to the container that is waited for', () => {
    // init RUNNING at 1; passed when now > 31; init takes 2 s from its SIGTERM.
    const table = 'init: { runTime: 100s, stopTime: 2s }';
    const late = first({ containers: `${app(on('init', 'SUCCESS'))}, ${init(', startTimeout: 30')}`, table });
    expect(late).toMatchObject({ told: 31.001, stopped: 33.001, cause: 'dependencyFailed' });
    expect(first({ containers: `${app(`${on('init', 'SUCCESS')}, startTimeout: 30`)}, ${init()}`, table }).running).toBe(102);
  });

  it('[N.T-CTR-d] a condition that never comes keeps the task PENDING for three hours', () => {
    const task = first({ containers: `${app(on('side', 'HEALTHY'))}, ${side(`, ${CHECK}`)}`, table: 'side: { healthyAfter: never }' });
    expect(task).toMatchObject({ pending: 0, stopped: 10_800, cause: 'dependencyFailed' });
    expect(task.running).toBeUndefined();
  });

  it('[N.CTR-3] on an instance the image of a container that waits is pulled when it may start', () => {
    // init: pull 7, start 1, runs 5 = 13; app: pull 7, start 1 = 21. Without a condition both pull together: 8.
    const of = (condition: string) => text({ containers: `${app(condition)}, ${init()}`, table: 'init: { runTime: 5s }' });
    const running = (scenario: string) => predict(scenario.replace('imagePull: 0s', 'imagePull: 7s')).tasks[0]!.running;
    expect(running(of(on('init', 'SUCCESS')))).toBe(21);
    expect(running(of(''))).toBe(8);
  });

  it('[N.CTR-4] failed starts count for the circuit breaker', () => {
    const more = ', deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } }';
    const { of } = predict(
      text({ containers: `${app(on('init', 'SUCCESS'))}, ${init()}`, table: 'init: { runTime: 5s, exitCode: 1 }', more, duration: '1h' }),
    );
    // Three starts of 6 s each.
    expect(of('deploymentChanged').at(-1)).toMatchObject({ at: 18, args: { rollout: 3 } });
  });
});

describe('the stop of containers', () => {
  // Told to stop at 600; times from then on.
  const stopped = (containers: string, table: string) => {
    const more = ', desiredCountSchedule: { entries: [{ at: 10m, desiredCount: 0 }] }';
    return predict(text({ containers, table, more, duration: '1h' })).tasks[0]!.stopped! - 600;
  };

  it('[N.CTR-6, N.CTR-7, N.T-CTR-e] goes in reverse order, and each stopTimeout counts from its own SIGTERM', () => {
    const proxy = `{ name: proxy, image: b, essential: false, ${SIZE} }, { name: logger, image: c, essential: false, ${SIZE} }`;
    const table = (seconds: number) => `app: { stopTime: ${seconds}s }, proxy: { stopTime: 5s }, logger: { stopTime: 10s }`;
    expect(stopped(`${app(on('proxy', 'START'))}, ${proxy}`, table(20))).toBe(25);
    expect(stopped(`${app(`${on('proxy', 'START')}, stopTimeout: 30`)}, ${proxy}`, table(50))).toBe(35);
  });

  it('[N.T-CTR-f] a chain of three takes the sum of their times', () => {
    const of = (name: string, more = '') => `{ name: ${name}, image: ${name}, ${SIZE}, stopTimeout: 60 ${more} }`;
    const table = ['a', 'b', 'c'].map((name) => `${name}: { stopTime: 60s }`).join(', ');
    expect(stopped(`${of('a')}, ${of('b', on('a', 'START'))}, ${of('c', on('b', 'START'))}`, table)).toBe(180);
  });

  it('[N.T-CTR-f] on a Spot notice the chain is cut short when the instance ends, before its first container is told to stop', () => {
    const of = (name: string, more = '') => `{ name: ${name}, image: ${name}, ${SIZE}, stopTimeout: 60 ${more} }`;
    const containers = `${of('a')}, ${of('b', on('a', 'START'))}, ${of('c', on('b', 'START'))}`;
    const table = ['a', 'b', 'c'].map((name) => `${name}: { stopTime: 60s }`).join(', ');
    const more = ', deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 200 }';
    const group = `capacityProviders:
    - name: p
      autoScalingGroup: { mixedInstancesPolicy: { launchTemplate: { overrides: [{ instanceType: m5.large }] }, instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0, spotAllocationStrategy: price-capacity-optimized } }, minSize: 1, maxSize: 1, spotInstanceDraining: true }`;
    const scenario = text({ containers, table, more, duration: '30m' })
      .replace(/containerInstances: .*/, group)
      .replace('launchType: EC2', 'capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }]');
    const { tasks, of: facts } = predict(`${scenario}\nspot: { noticeSeen: 0s }\nfaults: [{ at: 10m, type: spotInterruption, share: 1 }]`);
    // c from 600 to 660, b from 660, killed with the instance at 720; 60 s of the 180 are left.
    expect(tasks[0]).toMatchObject({ told: 600, stopped: 720 });
    expect(facts('taskStopped')[0]!.args.cutShortMs).toBe(60_000);
  });

  it('[N.CTR-8] an essential container that exits stops the others; another changes nothing', () => {
    const task = first({ containers: `${app()}, ${side()}`, table: 'app: { runTime: 100s }, side: { stopTime: 4s }' });
    expect(task).toMatchObject({ running: 1, told: 101, stopped: 105, cause: 'crashed' });
    expect(first({ containers: `${app()}, ${init()}`, table: 'init: { runTime: 100s, exitCode: 1 }' }).stopped).toBeUndefined();
  });
});

describe('restart policies', () => {
  const restarts = (runTime: string, policy = 'enabled: true, restartAttemptPeriod: 60', exitCode = 1) =>
    first({ containers: app(`, restartPolicy: { ${policy} }`), table: `app: { runTime: ${runTime}, exitCode: ${exitCode} }` });

  // Started at 1. An exit 60 s after the start or the last restart is restarted; the decision is the exit, the next start a second later.
  it('[N.CTR-10, N.T-CTR-g] restart after the period or later, and stop the task before', () => {
    expect(restarts('59s')).toMatchObject({ running: 1, stopped: 60 });
    // Exits at 61, starts at 62, exits at 101: 40 < 60.
    expect(restarts('[60s, 39s]').stopped).toBe(101);
    // Exits at 121 instead, 60 after the restart; starts at 122, exits at 123.
    expect(restarts('[60s, 59s, 1s]').stopped).toBe(123);
  });

  it('[N.CTR-11, N.T-CTR-h] crashes every 310 s replace no task, crashes every 290 s each time', () => {
    const { tasks } = predict(
      text({ containers: app(', restartPolicy: { enabled: true }'), table: 'app: { runTime: 310s, exitCode: 1 }' }),
    );
    expect(tasks.map(({ stopped }) => stopped)).toEqual([undefined]);
    expect(restarts('290s', 'enabled: true').stopped).toBe(291);
  });

  it('[N.T-CTR-i] an ignored exit code ends the container; exit code 0 restarts it unless it is ignored', () => {
    const ignoring = 'enabled: true, ignoredExitCodes: [0]';
    expect(restarts('400s', ignoring, 0).stopped).toBe(401);
    expect(restarts('[400s, 10s]', ignoring, 1).stopped).toBe(412);
    const policy = ', restartPolicy: { enabled: true, ignoredExitCodes: [0] }';
    expect(first({ containers: `${app()}, ${init(policy)}`, table: 'init: { runTime: 400s, exitCode: 0 }' }).stopped).toBeUndefined();
  });
});

describe('what AWS refuses', () => {
  const fargate = (more: string) => {
    const scenario = text({ containers: `{ name: app, image: a ${more} }` })
      .replace('family: w,', 'family: w, cpu: "256", memory: "512",')
      .replace('networkMode: bridge', 'networkMode: awsvpc, requiresCompatibilities: [FARGATE]')
      .replace('launchType: EC2', 'launchType: FARGATE')
      .replace(/containerInstances: .*/, 'capacityProviders: [FARGATE]');
    return checkScenario(scenario, { file: 'scenario.yaml', read: () => undefined }).errors?.map(({ message }) => message) ?? [];
  };

  it('[N.T-CTR-j] timeouts outside 2 to 120 s on Fargate, and takes a long one on EC2', () => {
    expect(fargate(', stopTimeout: 121')).toEqual([expect.stringContaining('stopTimeout is 121; on Fargate 2 to 120 seconds')]);
    expect(fargate(', startTimeout: 1')).toEqual([expect.stringContaining('startTimeout is 1; on Fargate 2 to 120 seconds')]);
    expect(problems({ containers: app(', stopTimeout: 600') })).toEqual([]);
  });

  it('[N.T-CTR-j] restart policies out of range, and COMPLETE upon an essential container', () => {
    const policy = (more: string) => problems({ containers: app(`, restartPolicy: { enabled: true, ${more} }`) });
    for (const period of [59, 1_801])
      expect(policy(`restartAttemptPeriod: ${period}`)).toEqual([
        expect.stringContaining(`restartAttemptPeriod is ${period}; right are 60 to 1800`),
      ]);
    const codes = Array.from({ length: 51 }, (_, i) => i).join(', ');
    expect(policy(`ignoredExitCodes: [${codes}]`)).toEqual([expect.stringContaining('51 exit codes')]);
    expect(problems({ containers: `${app(on('side', 'COMPLETE'))}, ${side()}` })).toEqual([expect.stringContaining('essential')]);
  });

  it('[N.CTR-10] a restart policy under guide-2024', () => {
    const containers = app(', restartPolicy: { enabled: true }');
    expect(problems({ containers, head: 'awsBehaviour: guide-2024' })).toEqual([
      expect.stringContaining('restartPolicy is of August 2024'),
    ]);
  });

  it('[N.CTR-2] behaviour of a container that the task definition does not have', () => {
    expect(problems({ containers: app(), table: 'ap: { runTime: 5s }' })).toEqual([expect.stringContaining('did you mean app?')]);
  });
});

describe('depends-on-healthy', () => {
  it('[N.CTR-2] is RUNNING after the first passed check of its dependency, at 12 s', () => {
    const { tasks } = predict(`
name: depends-on-healthy
seed: 1
duration: 30m
timings: { instanceBoot: 60s, eniAttach: 2s, imagePull: 0s, containerStart: 1s, containerStop: 1s, eniDetach: 2s, warmStart: 30s, trunkAttach: 0s }
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 1 }]
taskDefinitions:
  - family: w
    networkMode: bridge
    containerDefinitions:
      - { name: app, image: a, cpu: 128, memory: 128, dependsOn: [{ containerName: side, condition: HEALTHY }] }
      - { name: side, image: b, cpu: 128, memory: 128, essential: true, healthCheck: { command: ["CMD-SHELL","x"], interval: 10, timeout: 5, retries: 3, startPeriod: 60 } }
services:
  - { serviceName: w, taskDefinition: w, desiredCount: 1, launchType: EC2 }
`);
    expect(tasks[0]!.running).toBe(12);
  });
});
