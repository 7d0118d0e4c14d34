import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: API reference, RegisterTaskDefinition, placementConstraints: they are part of the definition, so a deployment to another brings
// its own.

const TEN_MINUTES = 600;

/** The instances of a service's tasks that run at the end, in order. */
const placesAtEnd = (text: string, service: string) => {
  const { tasks } = predict(text);
  const left = tasks.filter(({ of, running, stopping }) => of === service && running !== undefined && stopping === undefined);
  return left.map(({ instance }) => instance!).sort((a, b) => a - b);
};

const RACKED = `
name: constraints-by-revision
duration: 1h
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 1 }, { instanceType: m5.large, count: 1, attributes: { rack: r1 } }]
taskDefinitions:
  - { family: racked, placementConstraints: [{ type: memberOf, expression: "attribute:rack exists" }], containerDefinitions: [{ name: c, image: x, cpu: 64, memory: 64 }] }
  - { family: fits, containerDefinitions: [{ name: c, image: x, cpu: 64, memory: 64 }] }
services:
`;

// A task definition's constraints are part of the revision: a deployment to another definition brings that one's.
describe('a deployment to a task definition with other constraints', () => {
  it('[S.CONSTR-2] moves all tasks to the one instance that the new definition allows', () => {
    const text = `${RACKED}  - { serviceName: web, desiredCount: 4, taskDefinition: fits, launchType: EC2, deployments: [{ at: 10m, taskDefinition: racked }] }`;
    expect(placesAtEnd(text, 'web')).toEqual([1, 1, 1, 1]);
  });

  // At 10 min four old tasks are on instance 1 and none is on 0: `spread` counts them all, so each of the four new ones finds fewer on 0.
  it('places tasks on the other instance too once only the old definition was bound', () => {
    const text = `${RACKED}  - { serviceName: web, desiredCount: 4, taskDefinition: racked, launchType: EC2, deployments: [{ at: 10m, taskDefinition: fits }] }`;
    expect(placesAtEnd(text, 'web')).toEqual([0, 0, 0, 0]);
  });

  it('[S.DAEMON-2] leaves a daemon only where its new definition belongs', () => {
    const text = `${RACKED}  - { serviceName: agent, schedulingStrategy: DAEMON, taskDefinition: fits, launchType: EC2, deployments: [{ at: 10m, taskDefinition: racked }] }`;
    expect(placesAtEnd(text, 'agent')).toEqual([1]);
  });

  it('keeps constraints that the service itself has', () => {
    const constraint = 'placementConstraints: [{ type: memberOf, expression: "attribute:rack exists" }]';
    const text = `${RACKED}  - { serviceName: web, desiredCount: 2, taskDefinition: racked, launchType: EC2, ${constraint}, deployments: [{ at: 10m, taskDefinition: fits }] }`;
    expect(placesAtEnd(text, 'web')).toEqual([1, 1]);
  });

  // `web` stands on the racked instance, and the new revision of the daemon may not stand beside it.
  it('[S.DAEMON-2] checks each daemon by the constraint of its own revision while tasks come and go', () => {
    const alone = '{ family: alone, placementConstraints: [{ type: memberOf, expression: "not(task:group == service:web)" }],';
    const text = `${RACKED.replace('services:', `  - ${alone} containerDefinitions: [{ name: c, image: x, cpu: 64, memory: 64 }] }\nservices:`)}  - { serviceName: agent, schedulingStrategy: DAEMON, taskDefinition: fits, launchType: EC2, deployments: [{ at: 10m, taskDefinition: alone }] }
  - { serviceName: web, taskDefinition: racked, launchType: EC2, desiredCount: 1 }`;
    expect(placesAtEnd(text, 'agent')).toEqual([0]);
  });
});

const LIFTED = `
name: daemon-deployment-lifts-constraint
duration: 1h
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 2 }]
taskDefinitions:
  - { family: never, placementConstraints: [{ type: memberOf, expression: "attribute:rack exists" }], containerDefinitions: [{ name: c, image: x, cpu: 64, memory: 64 }] }
  - { family: fits, containerDefinitions: [{ name: c, image: x, cpu: 64, memory: 64 }] }
services:
  - { serviceName: agent, schedulingStrategy: DAEMON, taskDefinition: never, launchType: EC2, deployments: [{ at: 10m, taskDefinition: fits }] }
timings: { containerStart: 5s, imagePull: 0s }
`;

// Two daemons start at 600 s, are RUNNING 5 s later and healthy 40 s after that: the deployment is COMPLETED at 645 s.
describe('a daemon whose first definition belongs nowhere', () => {
  it('[S.DAEMON-1, S.CONSTR-2] starts on both instances when its deployment lifts the constraint', () => {
    const { tasks, of } = predict(LIFTED);
    expect(tasks.map(({ requested, running, instance }) => ({ requested, running, instance }))).toEqual([
      { requested: TEN_MINUTES, running: TEN_MINUTES + 5, instance: 0 },
      { requested: TEN_MINUTES, running: TEN_MINUTES + 5, instance: 1 },
    ]);
    const completed = of('deploymentChanged').filter(({ at, args }) => at >= TEN_MINUTES && args.rollout === 2);
    expect(completed.map(({ at }) => at)).toEqual([TEN_MINUTES + 45]);
  });
});

const GROWN = `
name: daemon-room-after-deployment
duration: 25m
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100, instanceWarmupPeriod: 300 }, managedTerminationProtection: ENABLED, managedDraining: DISABLED }
      autoScalingGroup: { instanceTypes: [own], minSize: 1, maxSize: 20 }
taskDefinitions:
  - { family: small-agent, containerDefinitions: [{ name: c, image: x, cpu: 64, memory: 64 }] }
  - { family: large-agent, containerDefinitions: [{ name: c, image: x, cpu: 1024, memory: 64 }] }
  - { family: pin, containerDefinitions: [{ name: c, image: x, cpu: 1024, memory: 64 }] }
  - { family: app, containerDefinitions: [{ name: c, image: x, cpu: 512, memory: 64 }] }
services:
  - { serviceName: agent, schedulingStrategy: DAEMON, taskDefinition: small-agent, launchType: EC2, deployments: [{ at: 10m, taskDefinition: large-agent }] }
  - { serviceName: pin, taskDefinition: pin, desiredCount: 1, capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }] }
workloads:
  - { name: app, taskDefinition: app, count: 12, capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }], arrivals: { type: schedule, at: [20m30s] }, runTime: 1h }
instanceTypes: [{ name: own, cpuUnits: 2048, memoryMib: 8000, usdPerHour: 0.1 }]
timings: { instanceBoot: 90s, containerStart: 5s, eniAttach: 0s, imagePull: 0s, containerStop: 0s, eniDetach: 0s }
`;

describe('room that daemons will take on a new instance', () => {
  // (2048 - 1024) / 512 = 2 tasks an instance: 12 tasks need 6, and one is full with `pin`.
  it('is that of the present revision: M = 1 + 6', () => {
    const measured = predict(GROWN).of('capacityMeasured');
    const most = Math.max(...measured.map(({ args }) => args.needed!));
    expect(most).toBe(7);
    expect(measured.find(({ args }) => args.needed! > 1)!.args.needed).toBe(7);
  });

  it('is that of the present revision in a run that goes on from a checkpoint', () => {
    expect(predict(GROWN, { savedAt: 20 * 60 + 45 }).facts).toEqual(predict(GROWN).facts);
  });
});
