import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: aws/aws-sdk-go 457 (V.3), fleetshell (V.1), Y. Park (V.4), the note ECS Restart Task (V.2), majidhawa/tillflow (V.6), leonelparrales22/MISW4501-202614-Grupo14-Solventa (P.162).

const service = (more: string, rest = '') => `
name: turns
duration: 1h
timings: { imagePull: 0s, containerStart: 1s, containerStop: 60s }
serviceScheduler: { turnPhase: 3s }
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.xlarge, count: 2 }]
taskDefinitions:
  - { family: w, revision: 1, networkMode: bridge, containerDefinitions: [{ name: c, image: "w:1", cpu: 256, memory: 256 }] }
  - { family: w, revision: 2, networkMode: bridge, containerDefinitions: [{ name: c, image: "w:2", cpu: 256, memory: 256 }] }
services:
  - { serviceName: w, taskDefinition: "w:1", launchType: EC2, ${more} }
${rest}`;

describe('the turns of the service scheduler', () => {
  // Turns at 3, 13, 23 s ... The run begins with the service: its tasks start at 0. At 600 s two more are wanted: the next turn is at 603 s.
  it('starts and stops tasks at the next turn after a change of the desired count', () => {
    const { tasks } = predict(
      service(
        'desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 1 }, { at: 10m, desiredCount: 3 }, { at: 20m, desiredCount: 1 }] }',
      ),
      { hasTurns: true },
    );
    expect(tasks.map(({ requested }) => requested)).toEqual([0, 603, 603]);
    expect(tasks.flatMap(({ stopping }) => (stopping === undefined ? [] : [stopping]))).toEqual([1203, 1203]);
  });

  // A task crashes 100 s after it runs at 1 s: it is replaced at the turn after 101 s, at 103 s, and so again 101 s later: 204 s, at 213 s.
  it('[V.10] replaces a task that has ended within a turn, not at once', () => {
    const { tasks } = predict(service('desiredCount: 1, timeToFailure: 100s'), { hasTurns: true });
    expect(tasks.slice(0, 3).map(({ requested }) => requested)).toEqual([0, 103, 213]);
  });

  it('acts at once where a reaction is given instead of turns', () => {
    const { tasks } = predict(
      service('desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 1 }, { at: 10m, desiredCount: 3 }] }').replace(
        'turnPhase: 3s',
        'reaction: 0s',
      ),
    );
    expect(tasks.map(({ requested }) => requested)).toEqual([0, 600, 600]);
  });

  // Desired 2, room for one more, RUNNING is enough, containers ignore SIGTERM for their 30 s. The update is begun 10 s after its call or later: a new one
  // starts at 613 s and runs at 614 s; an old one begins to stop at 623 s (10 s later) and gone at 653 s; the next starts at the turn after that, 663 s (40 s), and
  // so on: 673 s and 703 s.
  it('[V.3] a rolling update in single steps takes a turn from a start to a stop, and the stop and a turn from there to the next start', () => {
    const { tasks } = predict(
      service(
        'desiredCount: 2, deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 150 }, deployments: [{ at: 10m, taskDefinition: "w:2" }]',
      ).replace('turnPhase: 3s', 'turnPhase: 3s, healthyAfter: 0s'),
      { hasTurns: true },
    );
    const [, , firstNew, secondNew] = tasks;
    expect(tasks.slice(0, 2).map(({ stopping }) => stopping)).toEqual(expect.arrayContaining([623, 673]));
    expect([firstNew!.requested, firstNew!.running, secondNew!.requested]).toEqual([613, 614, 663]);
  });
});

/** When the deployments of the revision were COMPLETED. */
const completedOf = (text: string, revision: number) =>
  predict(text, { hasTurns: true })
    .of('deploymentChanged')
    .flatMap(({ at, args }) => (args.rollout === 2 && args.revision === revision ? [at] : []));

describe('the end of a deployment without a task', () => {
  // The deployment is made at 600 s; the turn after that is at 603 s. From then on it settles for 40 s and is COMPLETED 40 s later, at 683 s. Observed with a
  // desired count of 0: 87 s from the call to COMPLETED, 25 s after `services-stable` had found one deployment in the list.
  it('[V.4] comes 80 s after its first turn', () => {
    expect(completedOf(service('desiredCount: 0, deployments: [{ at: 10m, taskDefinition: "w:2" }]'), 1)).toEqual([683]);
  });

  it('comes with that turn where nothing settles', () => {
    const text = service('desiredCount: 0, deployments: [{ at: 10m, taskDefinition: "w:2" }]');
    expect(completedOf(text.replace('turnPhase: 3s', 'turnPhase: 3s, settlesAfter: 0s, completesAfter: 0s'), 1)).toEqual([603]);
  });
});

/** A service behind a load balancer whose tasks take 30 s to start, as in the measurements: turns at 3, 13, 23 s ... */
const balanced = (more: string, scheduler = '') => `
name: balanced
duration: 1h
timings: { imagePull: 0s, containerStart: 33s, containerStop: 1s }
serviceScheduler: { turnPhase: 3s${scheduler} }
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.xlarge, count: 2 }] }
targetGroups: [{ name: t, healthCheckIntervalSeconds: 5, healthCheckTimeoutSeconds: 3, unhealthyThresholdCount: 2, healthyThresholdCount: 2, deregistrationDelaySeconds: 30 }]
taskDefinitions:
  - { family: w, revision: 1, networkMode: bridge, containerDefinitions: [{ name: c, image: "w:1", cpu: 256, memory: 256 }] }
  - { family: w, revision: 2, networkMode: bridge, containerDefinitions: [{ name: c, image: "w:2", cpu: 256, memory: 256 }] }
services:
  - { serviceName: w, taskDefinition: "w:1", launchType: EC2, loadBalancers: [{ targetGroupArn: t }], ${more} }
`;

describe('the turns of a service behind a load balancer', () => {
  // One task, 100/200, a deployment at 600 s. New one: requested at 613 s, the first turn 10 s after the call, RUNNING at 646 s, registered at the turn
  // after that, 653 s, healthy 1.5 s later. It takes the old one's place 50 s after RUNNING, at the turn of 703 s, 50 s after its registration. The old
  // target drains a turn later, from 713 s; the scheduler has it as gone at 723 s, and the deployment is COMPLETED 40 s later, at 763 s. The target drains
  // for 30 s, the turn of 753 s sends SIGTERM (P.119), and the task stops in 1 s: 754 s.
  const rolled = () => predict(balanced('desiredCount: 1, deployments: [{ at: 10m, taskDefinition: "w:2" }]'), { hasTurns: true });

  it('[P.1, P.2, P.3] an old task begins to stop 50 s after its replacement was registered, and drains a turn later', () => {
    const [old, next] = rolled().tasks;
    expect([next!.requested, next!.running]).toEqual([613, 646]);
    expect([old!.stopping, old!.stopped]).toEqual([703, 754]);
  });

  it('[V.1, V.6] a deployment is COMPLETED 40 s and a turn after the old target began to drain, whatever its delay', () => {
    const completed = (text: string) => completedOf(text, 1);
    const text = balanced('desiredCount: 1, deployments: [{ at: 10m, taskDefinition: "w:2" }]');
    expect(completed(text)).toEqual([763]);
    expect(completed(text.replace('deregistrationDelaySeconds: 30', 'deregistrationDelaySeconds: 300'))).toEqual([763]);
  });

  // The first deployment begins at 0; its task runs at 33 s, a turn, and is registered then. It is healthy at 34.5 s, which the scheduler sees at
  // 43 s: COMPLETED at 83 s, 50 s after the registration. Nothing is replaced, so no task waits for its 40 s after RUNNING.
  it('[V.1] a first deployment is COMPLETED 40 s after the turn at which its tasks are healthy', () => {
    expect(completedOf(balanced('desiredCount: 1'), 0)).toEqual([83]);
  });

  // RUNNING at 33 s, a turn. A container's check passes at 38 s, and ECS has that 20 s later, at 58 s: the next turn is at 63 s. By default it takes 4 to 24 s,
  // drawn for each task: ECS has it from 42 to 62 s, and the turns are 43, 53 and 63 s.
  it('[V.11] a task is registered at the turn after its containers are HEALTHY, with registersWhen: healthy', () => {
    const check = 'memory: 256, healthCheck: { command: [CMD, check], interval: 5, timeout: 3, retries: 2 }';
    const registered = (text: string) =>
      predict(text, { hasTurns: true, until: 100 })
        .of('targetRegistered')
        .map(({ at }) => at);
    expect(registered(balanced('desiredCount: 1'))).toEqual([33]);
    const checked = (count: number, scheduler = '') =>
      balanced(`desiredCount: ${count}`, `, registersWhen: healthy${scheduler}`).replace('memory: 256', check);
    expect(registered(checked(1, ', containerHealthReport: 20s'))).toEqual([63]);
    const drawn = registered(checked(24));
    expect(drawn).toHaveLength(24);
    expect(drawn.filter((at) => ![43, 53, 63].includes(at))).toEqual([]);
    expect(drawn).toEqual(expect.arrayContaining([53, 63]));
  });

  // RUNNING at 33 s, healthy at 34.5 s, the deployment COMPLETED at 83 s. Checks come each 5 s and fail from 93 s on: unhealthy at 99.5 s, replaced at 103 s.
  // The new ones run at 136 s, are registered at 143 s and healthy at 144.5 s, so that the old ones begin to stop at 153 s and deregistered at 163 s; their targets
  // drain for 120 s, the turn of 293 s sends SIGTERM, and they are STOPPED at 294 s. The new ones are unhealthy at 204.5 s, but four tasks are all that 200 %
  // allows: the next start is the turn after 294 s, 303 s. Those run at 336 s and are healthy at 344.5 s, and the unhealthy ones begin to stop at 353 s.
  it('[P.162, P.163] a replacement that finds no room waits until an old task is STOPPED', () => {
    const ill = balanced(
      'desiredCount: 2, failureMode: { unhealthyAfter: 60s, unhealthyBy: check }',
      ', unhealthyReaction: 0s, checkingNodes: 1',
    );
    const { tasks } = predict(ill.replace('deregistrationDelaySeconds: 30', 'deregistrationDelaySeconds: 120'), {
      hasTurns: true,
      until: 360,
    });
    expect(tasks.map(({ requested }) => requested)).toEqual([0, 0, 103, 103, 303, 303]);
    expect(tasks.map(({ stopping }) => stopping)).toEqual([153, 153, 353, 353, undefined, undefined]);
  });

  // A stop first: begun at 613 s, drained from 623 s to 653 s, gone a turn and 1 s later, at 664 s; the new one is requested at 673 s, with no maximum to spare.
  it('[V.2] with a maximum of 100 percent no new task is requested before the old one has stopped', () => {
    const [old, next] = predict(
      balanced(
        'desiredCount: 1, deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 }, deployments: [{ at: 10m, taskDefinition: "w:2" }]',
      ),
      { hasTurns: true },
    ).tasks;
    expect([old!.stopping, old!.stopped, next!.requested]).toEqual([613, 664, 673]);
  });
});
