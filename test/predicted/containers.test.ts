import { describe, expect, it } from 'vitest';
import { app, CHECK, first, init, on, SIZE, side, text } from './containers.js';
import { predict } from './predict.js';

// Source: amazon-ecs-agent, agent/api/task/task.go and agent/engine/dependencygraph/graph.go; pages container-restart-policy and
// task_definition_parameters.

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

  // side RUNNING at 45, its checks pass from 55 on; app, and so the task, RUNNING at 90, and healthy then.
  it('[N.CTR-1, N.HLTH-1] lets the checks of a container pass that starts before the task is RUNNING', () => {
    const check = CHECK.replace('retries: 3', 'retries: 1');
    const slow = text({ containers: `${app(on('side', 'START'))}, ${side(`, ${check}`)}` }).replace(
      'containerStart: 1s',
      'containerStart: 45s',
    );
    const { tasks, of } = predict(slow.replace('placementBackOff: none', 'placementBackOff: none, containerHealthReport: 0s'));
    expect(tasks.map(({ running, stopping }) => [running, stopping])).toEqual([[90, undefined]]);
    expect(of('taskHealthChanged').map(({ at, args }) => [at, args.condition])).toEqual([[90, 1]]);
  });

  it('[N.CTR-5, N.T-CTR-c] startTimeout belongs to the container that is waited for', () => {
    // init RUNNING at 1; passed when now > 31; init takes 2 s from its SIGTERM.
    const table = 'init: { runTime: 100s, stopTime: 2s }';
    const late = first({ containers: `${app(on('init', 'SUCCESS'))}, ${init(', startTimeout: 30')}`, table });
    expect(late).toMatchObject({ stopping: 31.001, stopped: 33.001, cause: 'dependencyFailed' });
    expect(first({ containers: `${app(`${on('init', 'SUCCESS')}, startTimeout: 30`)}, ${init()}`, table }).running).toBe(102);
    // An exit at 31 is in time, one a millisecond later is not.
    const exits = (runTime: string) =>
      first({ containers: `${app(on('init', 'SUCCESS'))}, ${init(', startTimeout: 30')}`, table: `init: { runTime: ${runTime} }` });
    expect(exits('30s').running).toBe(32);
    expect(exits('30001ms')).toMatchObject({ stopped: 31.001, cause: 'dependencyFailed' });
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
  // Stopped at 600; times from then on.
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

  // The task runs from 2 s on, proxy from 1 s on. It is stopped at 600 s and app takes until 620 s; proxy exits by itself at 610 s, before its SIGTERM.
  it('[N.CTR-6, N.CTR-8] sends no SIGTERM to a container that has exited while it waited for its own', () => {
    const containers = `${app(on('proxy', 'START'))}, { name: proxy, image: b, essential: false, ${SIZE} }`;
    const table = (seconds: number) => `app: { stopTime: 20s }, proxy: { runTime: ${seconds}s, stopTime: 5s }`;
    expect(stopped(containers, table(609))).toBe(20);
    expect(stopped(containers, table(620))).toBe(25);
  });

  it('[N.T-CTR-f] a chain of three takes the sum of their times', () => {
    const of = (name: string, more = '') => `{ name: ${name}, image: ${name}, ${SIZE}, stopTimeout: 60 ${more} }`;
    const table = ['a', 'b', 'c'].map((name) => `${name}: { stopTime: 60s }`).join(', ');
    expect(stopped(`${of('a')}, ${of('b', on('a', 'START'))}, ${of('c', on('b', 'START'))}`, table)).toBe(180);
  });

  it('[N.T-CTR-f] on a Spot notice the chain is cut short when the instance ends, before its first container gets SIGTERM', () => {
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
    expect(tasks[0]).toMatchObject({ stopping: 600, stopped: 720 });
    expect(facts('taskStopped')[0]!.args.cutShortMs).toBe(60_000);
  });

  it('[N.CTR-8] an essential container that exits stops the others; another changes nothing', () => {
    const task = first({ containers: `${app()}, ${side()}`, table: 'app: { runTime: 100s }, side: { stopTime: 4s }' });
    expect(task).toMatchObject({ running: 1, stopping: 101, stopped: 105, cause: 'crashed' });
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

describe('a container that is restarted while its task stays RUNNING', () => {
  const policy = 'restartPolicy: { enabled: true, restartAttemptPeriod: 60 }';
  const load =
    ', load: { arrivals: { type: steps, entries: [{ at: 0s, rate: 10/s }] }, task: { concurrency: 1000, serviceTime: 100ms, cpuTime: 10ms } }';

  // A start takes 50 s: RUNNING at 50, an exit at 150, started at 200, an exit at 300, started at 350.
  it('[N.CTR-11, N.CTR-12] takes no load between exit and start, and counts neither as a failure nor as an event', () => {
    const scenario = text({ containers: app(`, ${policy}`), table: 'app: { runTime: 100s, exitCode: 1 }', more: load, duration: '361s' });
    const { of, tasks } = predict(scenario.replace('containerStart: 1s', 'containerStart: 50s'));
    expect(tasks.map(({ running, stopped }) => [running, stopped])).toEqual([[50, undefined]]);
    const serving = of('serviceLoaded').map(({ at, args }) => [at, args.servingMilli! / 1_000]);
    expect(serving.map(([at, of60]) => [at, Math.round(of60! * 60)])).toEqual([
      [60, 10],
      [120, 60],
      [180, 30],
      [240, 40],
      [300, 60],
      [360, 10],
    ]);
    expect(of('taskHealthChanged').length).toBe(1);
    expect(of('startsThrottled')).toEqual([]);
  });

  // The load balancer names `side`, which is not restarted: the restarts of `app` are none of its business.
  it('[N.CTR-12] the container that serves is the one that the load balancer names', () => {
    const port = ', portMappings: [{ containerPort: 80 }]';
    const served = (containerName: string) => {
      const balancer = `, loadBalancers: [{ targetGroupArn: tg, containerName: ${containerName}, containerPort: 80 }]`;
      const containers = `${app(`, ${policy} ${port}`)}, ${side(port)}`;
      const scenario = text({ containers, table: 'app: { runTime: 100s, exitCode: 1 }', more: load + balancer, duration: '301s' });
      const { of } = predict(`${scenario.replace('containerStart: 1s', 'containerStart: 50s')}\ntargetGroups: [{ name: tg }]`);
      return of('serviceLoaded').map(({ args }) => args.servingMilli);
    };
    expect(served('side').slice(1)).toEqual([1_000, 1_000, 1_000, 1_000]);
    expect(served('app').slice(1)).toEqual([1_000, 500, 667, 1_000]);
  });

  // A check each 10 s: RUNNING at 1, HEALTHY at 11. It exits at 101 and its health is UNKNOWN; started at 102, it is HEALTHY again at 112.
  it('[N.CTR-11] its health check begins anew', () => {
    const containers = app(`, ${policy}, ${CHECK}`);
    const { of } = predict(text({ containers, table: 'app: { runTime: 100s, exitCode: 1 }', duration: '190s' }));
    expect(of('taskHealthChanged').map(({ at, args }) => [at, args.condition])).toEqual([
      [11, 1],
      [101, 0],
      [112, 1],
    ]);
  });

  // Its retries of one start do not count for the next: with a check each 30 s, three in a row, it would be UNHEALTHY at 91; it exits at 71.
  it('[N.CTR-11] failed checks of the start before do not count', () => {
    const check = 'healthCheck: { command: [CMD-SHELL, x], interval: 30, timeout: 5, retries: 3 }';
    const containers = app(`, ${policy}, ${check}`);
    const table = 'app: { runTime: [70s, 1h], exitCode: 1, healthyAfter: never }';
    const { of } = predict(text({ containers, table, duration: '10m' }));
    // Started again at 72: checks at 102, 132 and 162 fail.
    expect(of('taskHealthChanged')[0]).toMatchObject({ at: 162, args: { condition: 2 } });
  });

  it('[N.CTR-11] goes on from a checkpoint in the middle of a restart', () => {
    const containers = app(`, ${policy}, ${CHECK}`);
    const scenario = text({ containers, table: 'app: { runTime: 100s, exitCode: 1 }', more: load, duration: '361s' }).replace(
      'containerStart: 1s',
      'containerStart: 50s',
    );
    const whole = predict(scenario);
    expect(predict(scenario, { savedAt: 170 }).facts).toEqual(whole.facts);
  });
});

describe('checks of containers that start one after another', () => {
  // side RUNNING 1, HEALTHY 11; app starts then and is RUNNING 12, as is the task; the first check of app passes at 22. With START the task is
  // RUNNING at 2, side is HEALTHY at 11 and app at 12.
  it('[N.CTR-1, N.CTR-2, N.HLTH-1] count from the start of each', () => {
    const healthy = (condition: string) => {
      const { of } = predict(text({ containers: `${app(`${on('side', condition)}, ${CHECK}`)}, ${side(`, ${CHECK}`)}`, table: 'app: {}' }));
      return of('taskHealthChanged').map(({ at }) => at);
    };
    expect(healthy('HEALTHY')).toEqual([22]);
    expect(healthy('START')).toEqual([12]);
  });
});
