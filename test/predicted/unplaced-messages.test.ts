import { expect, it } from 'vitest';
import { told } from './told.js';

// Source: P.168 for the set-up; messages of the ECS Developer Guide, "Service event messages"; service-nginx of GruCloud (P.334) and
// Shippable/support 4462 (P.169), where the message comes with a try.

/** What is said of tasks that are not placed, and when, to the minute. */
function said(text: string): string[] {
  const unable = told(text).messages.filter(({ message }) => message.includes('was unable to place a task'));
  return unable.map(({ createdAt, message }) => `${createdAt.slice(11, 16)} ${/(Reason: |The closest ).*?\./.exec(message)![0]}`);
}

const ONE_PORT = `
name: one-port
duration: 1h
awsBehaviour: guide-2024
cluster: { containerInstances: [{ instanceType: m4.large, count: 1 }] }
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 512, portMappings: [{ containerPort: 80, hostPort: 80 }] }] }
services:
  - serviceName: web
    taskDefinition: web
    launchType: EC2
    desiredCount: 1
    loadBalancers: [{ targetGroupArn: web, containerName: web, containerPort: 80 }]
    failureMode: { unhealthyAfter: 0s, unhealthyBy: refusal }
targetGroups: [{ name: web, healthyThresholdCount: 2, unhealthyThresholdCount: 2 }]
placement: { stoppingRoom: held }
`;

// The try is between two full minutes. The replacement of the unhealthy task waits for its port, and once that is free for the next attempt of the service: no instance refuses it then. Each replacement is told of anew (P.169).
it('[P.168] a service does not miss container instances while the only one is there', () => {
  const lines = said(ONE_PORT);
  expect(lines[0]).toBe('00:04 The closest matching container-instance is already using a port required by your task.');
  expect(new Set(lines.map((line) => line.slice('00:04 '.length))).size).toBe(1);
});

const TOO_LARGE = `
name: too-large
duration: 5m
cluster:
  containerInstances: [{ instanceType: m5.large, count: 1 }]
  capacityProviders: [{ name: more, autoScalingGroup: { instanceTypes: [m5.large], minSize: 3, maxSize: 3, desiredCapacity: 3 } }]
timings: { instanceBoot: 1h }
taskDefinitions: [{ family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 4096, memory: 512 }] }]
services: [{ serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: 1 }]
`;

it('[T.MSG-3] an ACTIVE instance comes closest, however many others still boot', () => {
  expect(said(TOO_LARGE)).toEqual([expect.stringMatching(/^00:0\d The closest matching \(container-instance \w+\) has insufficient CPU/)]);
});

const AT_TRIES = `
name: at-tries
duration: 7h
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
serviceScheduler: { turnPhase: 3s }
taskDefinitions: [{ family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 4096, memory: 512 }] }]
services: [{ serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: 1, createdAt: 10m }]
`;

// A turn at 603 s, then tries after 25 and 25 s, 5 min and every 15 min: the first one six hours after 603 s is at 953 + 24 x 900 s.
it('[P.334, A.FL-2] a service without managed scaling tells of a task without room when it has tried, again after six hours', () => {
  const times = told(AT_TRIES).messages.flatMap(({ createdAt, message }) =>
    message.includes('was unable to place a task') ? [createdAt.slice(11, 19)] : [],
  );
  expect(times).toEqual(['00:10:03', '06:15:53']);
});
