import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { oneTask } from './one-task.js';
import { predict } from './predict.js';

const mistakes = (definition: string, more = '') => {
  const text = `
name: connect
duration: 1h
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
taskDefinitions:
  - { family: w, ${definition} }
services:
  - { serviceName: w, taskDefinition: w, desiredCount: 1, launchType: EC2, serviceConnectConfiguration: { enabled: true }${more} }
`;
  return (checkScenario(text, { file: 'scenario.yaml', read: () => undefined }).errors ?? []).map(({ message }) => message);
};
const containers = (...memory: number[]) =>
  `containerDefinitions: [${memory.map((mib, i) => `{ name: c${i}, image: x, memory: ${mib} }`).join(', ')}]`;

/** Source: page service-connect-concepts-deploy. */
describe('the proxy of Service Connect', () => {
  it('[N.LBX-5, N.T-LBX-e] needs memory of the task beside that of its containers', () => {
    const ofTask = 'cpu: "512", memory: "1024"';
    const none = 'leaves its proxy no memory in w: the containers\' memory must be less than the task\'s in all; leave it 64 MiB or more'; // biome-ignore format: one line
    expect(mistakes(`${ofTask}, ${containers(1024)}`)).toEqual([none]);
    expect(mistakes(`${ofTask}, ${containers(960)}`)).toEqual([]);
    expect(mistakes(`${ofTask}, ${containers(512, 512)}`)).toEqual([none]);
    expect(mistakes(`${ofTask}, ${containers(512, 448)}`)).toEqual([]);
    // A reservation is no limit.
    expect(mistakes(`${ofTask}, containerDefinitions: [{ name: c, image: x, memoryReservation: 1024 }]`)).toEqual([]);
    expect(mistakes(containers(960))).toEqual([
      'needs the task-level memory of w: ECS adds a proxy to each task, which has its room there',
    ]);
  });

  it('[N.LBX-5] is neither for task sets nor for Windows', () => {
    const sound = `memory: "1024", ${containers(512)}`;
    const sets = ', deploymentController: { type: EXTERNAL }, taskSets: [{ taskDefinition: w, scale: [{ at: 0s, value: 100 }] }]';
    expect(mistakes(sound, sets)).toEqual(['is not possible with the deployment controller EXTERNAL']);
    const windows = 'runtimePlatform: { operatingSystemFamily: WINDOWS_SERVER_2022_CORE }';
    expect(mistakes(`${windows}, ${sound}`)).toContain('is not possible with w: Service Connect has no proxy for Windows');
  });
});

/** An update at 600 s. ECS has the health of a container after 14 s. */
const updated = ({ connect = false, check = '', mode = '' }) =>
  oneTask({
    timings: ', proxyStart: 5s, proxyStop: 20s',
    scheduler: ', containerHealthReport: 14s, unhealthyReaction: 0s',
    definition: ', memory: "1024"',
    container: check,
    service: ['deployments: [{ at: 10m }]', `serviceConnectConfiguration: { enabled: ${connect} }`],
    top: [mode],
  });

/** When the new task is registered, and when the old one begins to stop. */
function times(text: string): (number | undefined)[] {
  const { of, tasks } = predict(text, { hasTurns: true });
  return [of('targetRegistered').find(({ args }) => args.task === 1)?.at, tasks[0]!.stopping];
}

// Source: service events of k-k1/agent-fleet (P.63), StopTask with Service Connect (P.100); of a workshop (P.70) and of blackout-web (P.192), whose old tasks left
// 41 and 40 s after the registration although the new ones have a container check.
describe('a new task with a health check, in a rolling update', () => {
  // Requested at the turn of 610 and RUNNING at 611, it is registered at 620. 50 s after RUNNING are over at the turn of 670.
  it('[V.1] replaces an old one after 50 s where it has no check', () => {
    expect(times(updated({}))).toEqual([620, 670]);
  });

  // The proxy passes its first check at 616, and ECS notices it at 630, when the target has long been healthy: the next turn is at 640.
  it('[P.63, P.100] replaces an old one at the turn after ECS has its proxy HEALTHY', () => {
    expect(times(updated({ connect: true }))).toEqual([620, 640]);
  });

  // The proxy starts first: it is HEALTHY when the init container starts, at 616, and ECS notices it at 630. The init container ends at 676.
  it('[P.63, N.CTR-1] is registered at the turn after RUNNING where its containers wait for a long one', () => {
    const waits =
      ', dependsOn: [{ containerName: init, condition: SUCCESS }] }, { name: init, image: i, essential: false, cpu: 64, memory: 64';
    const mode = '    containers: { init: { runTime: 60s } }';
    expect(predict(updated({ connect: true, check: waits, mode }), { hasTurns: true }).tasks[1]!.running).toBe(677);
    expect(times(updated({ connect: true, check: waits, mode }))).toEqual([680, 690]);
  });

  // The check passes at 616, and ECS notices it at 630. 50 s after RUNNING are over at the turn of 670.
  it('[P.70, P.192] replaces an old one after 50 s with a check of its own, too', () => {
    expect(times(updated({ check: ', healthCheck: { command: [CMD, "true"], interval: 5 }' }))).toEqual([620, 670]);
  });
});

// Source: service events of devops-g3-order (P.140): COMPLETED 411 s after the deregistration of its old tasks, with a delay of 300 s.
describe('an old task that drains', () => {
  const completedAt = (text: string) =>
    predict(text, { hasTurns: true })
      .of('deploymentChanged')
      .findLast(({ args }) => args.rollout === 2)?.at;

  // Stopped at 640 and deregistered at 650, it drains until 950 and gets its SIGTERM at the turn of 960. Its container exits at 961, its proxy at 981.
  // The turn of 990 finds nothing left to do, and the deployment is COMPLETED 40 s later.
  it('[P.140] counts until it is STOPPED with Service Connect', () => {
    expect(completedAt(updated({ connect: true }))).toBe(1030);
  });

  // Deregistered at 680, it is gone a turn later, whatever its delay.
  it('[V.6] is gone a turn after its target was deregistered without it, or with the setting', () => {
    expect(completedAt(updated({}))).toBe(730);
    // Deregistered at 650.
    const gone = updated({ connect: true }).replace('unhealthyReaction: 0s', 'unhealthyReaction: 0s, drainingTasks: gone');
    expect(completedAt(gone)).toBe(700);
  });
});

// Sources: aws/amazon-ecs-agent 3178 (awsvpc) and 3200 (bridge mode), order of the proxy and the other containers; README of aws/amazon-ecs-service-connect-agent
// (LISTENER_DRAIN_WAIT_TIME_S, 20 s).
describe('the proxy of Service Connect and the other containers of its task', () => {
  const alone = (more = '') => updated({ connect: true, mode: more }).replace(/ {4}loadBalancers.*\n/g, '');

  // Requested at 610. The proxy starts at once and is HEALTHY at 615, the container starts then and takes a second.
  it('[P.117] starts before them, and delays them until it is HEALTHY', () => {
    expect(predict(alone(), { hasTurns: true }).tasks[1]!.running).toBe(616);
    expect(predict(alone().replace('proxyStart: 5s', 'proxyStart: 0s'), { hasTurns: true }).tasks[1]!.running).toBe(611);
    expect(predict(alone().replace('enabled: true', 'enabled: false'), { hasTurns: true }).tasks[1]!.running).toBe(611);
  });

  // SIGTERM comes with the order to stop; the container exits a second later, and the proxy 20 s after it.
  it('[P.117] stops after them', () => {
    const lasts = (text: string) => {
      const { stopping, stopped } = predict(text, { hasTurns: true }).tasks[0]!;
      return stopped! - stopping!;
    };
    expect(lasts(alone())).toBe(21);
    expect(lasts(alone().replace('proxyStop: 20s', 'proxyStop: 0s'))).toBe(1);
  });

  // The only container ends a minute after RUNNING, and its task stops; the proxy drains for 20 s.
  it('[P.117] stops after a container that ends by itself', () => {
    const { tasks } = predict(alone('    failureMode: { exitsAfter: 1m }\n'), { hasTurns: true });
    expect(tasks[0]!.stopping! - tasks[0]!.running!).toBe(60);
    expect(tasks[0]!.stopped! - tasks[0]!.stopping!).toBe(20);
  });
});

// A container takes 115 of its 120 s to stop, and its proxy 20 s after it. The notice comes at 600 s.
describe('an interruption of a task on Fargate Spot', () => {
  const onSpot = (service: string, fault = '') => `
name: spot
duration: 20m
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE_SPOT] }
timings: { containerStop: 115s, proxyStop: 20s }
fargate: { stop: { exitNoticed: 0s, cleanup: 0s } }
serviceScheduler: { turnPhase: 3s, stopTaskReaction: 0s }
spot: { pools: [{ interruptionProbability: 0 }] }
taskDefinitions:
  - family: w
    networkMode: awsvpc
    cpu: "256"
    memory: "512"
    containerDefinitions: [{ name: w, image: w, memory: 256, stopTimeout: 120 }]
services:
  - serviceName: w
    taskDefinition: w
    desiredCount: 1
    capacityProviderStrategy: [{ capacityProvider: FARGATE_SPOT, weight: 1 }]
${service}
faults:
${fault}  - { at: 10m, type: spotInterruption, share: 1, capacityProvider: FARGATE_SPOT }
`;
  const stoppedAt = (text: string) => predict(text, { hasTurns: true }).tasks[0]!.stopped;
  const connected = (isOn: boolean) => `    serviceConnectConfiguration: { enabled: ${isOn} }`;

  it('[C.FGS-03, C.FGS-04] ends its proxy, too, two minutes after the notice', () => {
    expect(stoppedAt(onSpot(connected(true)))).toBe(720);
    expect(stoppedAt(onSpot(connected(false)))).toBe(715);
  });

  // Stopped at 550 s, the task drains from the turn of 553 s on, and gets SIGTERM with the notice.
  it('[C.FGS-03] ends a task that drained before by then', () => {
    const drains = `${connected(true)}\n    loadBalancers: [{ targetGroupArn: w, containerName: w, containerPort: 80 }]`;
    expect(stoppedAt(onSpot(drains, '  - { at: 550s, type: stopTask, service: w }\n'))).toBe(720);
  });
});

it('[P.63] the proxy passes its checks when the process of its task hangs', () => {
  const alone = updated({ connect: true })
    .replace(/ {4}(loadBalancers|deployments).*\n/g, '')
    .replace('    serviceConnect', '    failureMode: { unhealthyAfter: 5m }\n    serviceConnect');
  expect(predict(alone, { hasTurns: true }).tasks).toHaveLength(1);
});

// Source: k-k1/agent-fleet, docs/log 62 and 64: the first task 52.3 and 51.0 s after CreateService, later ones 3.2 to 11.0 s after UpdateService (P.195, P.196).
describe('the first task of a service with Service Connect', () => {
  const created = (connect: boolean) => `
name: created
duration: 1h
serviceScheduler: { turnPhase: 0s }
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE] }
taskDefinitions: [{ family: w, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: w, image: w }] }]
services:
  - serviceName: w
    taskDefinition: w
    launchType: FARGATE
    createdAt: 10m
    desiredCountSchedule: { entries: [{ at: 10m, desiredCount: 1 }, { at: 30m, desiredCount: 0 }, { at: 40m, desiredCount: 1 }] }
    serviceConnectConfiguration: { enabled: ${connect} }
`;

  // The scheduler begins 10 s after the call, with Service Connect 36 s later: the turn of 650 s. A later start comes at the turn after its call.
  it('[P.196, P.195] comes later at the creation alone', () => {
    const requested = (connect: boolean) => predict(created(connect), { hasTurns: true }).tasks.map((task) => task.requested);
    expect(requested(false)).toEqual([610, 2410]);
    expect(requested(true)).toEqual([650, 2410]);
  });
});
