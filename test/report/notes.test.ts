import { describe, expect, it } from 'vitest';
import { RunRecorder } from '../../src/run/recorder.js';
import { playOf } from '../scenario/play.js';

const HEAD = `name: notes
duration: 2h
serviceScheduler: { reaction: 0s }
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 4 }]
taskDefinitions:
  - { family: web, containerDefinitions: [{ name: web, image: example/web:1, cpu: 256, memory: 512 }] }
  - { family: half, containerDefinitions: [{ name: web, image: example/web:1, cpu: 1024, memory: 512 }] }
`;

function notesOf(text: string, head = HEAD) {
  const { setup, recorder } = playOf(head + text, []);
  const report = new RunRecorder(setup);
  for (const { kind, atMs, args } of recorder.facts)
    report.onFact(kind, atMs, ...(args as [number, number, number, number, number, number]));
  return report.finish(setup.durationMs);
}

describe('notes on services and workloads', () => {
  const shrinks = (minutes: number) => `services:
  - serviceName: web
    taskDefinition: web
    desiredCountSchedule: { entries: [{ at: 0h, desiredCount: 8 }, { at: 20m, desiredCount: 2 }] }
    taskProtection: { for: 2h, expiresInMinutes: ${minutes}, renews: false }
`;

  it('[S.PROT-4] a service that cannot shrink, by as many tasks as are protected beyond its desired count', () => {
    expect(notesOf(shrinks(60)).troubles).toEqual([
      expect.stringMatching(
        /^From 20 min on web was stuck for 40 min .* with 6 tasks beyond its desired count, for it may not stop tasks under scale-in/,
      ),
    ]);
    expect(notesOf(shrinks(600)).troubles).toEqual([
      expect.stringContaining('was stuck to the end of the run with 6 tasks beyond its desired count'),
    ]);
  });

  it('[S.DEP-8, N.ROLL-1] a task of 1 that fails again and again, and that 50/100 never lets an update replace, in one sentence', () => {
    const { troubles } = notesOf(`services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 1
    deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 100 }
    loadBalancers: [{ targetGroupArn: web, containerName: web, containerPort: 80 }]
    failureMode: { unhealthyAfter: 5m }
    deployments: [{ at: 30m }]
`);
    expect(troubles).toEqual([
      expect.stringMatching(
        /^From \d+ min( \d+ s)? on web was stuck \d+ times, \d+ min( \d+ s)? in all, with 1 task of the deployment before, for it can never replace a task of 1/,
      ),
    ]);
  });

  it('[T.FAIL-1, S.TASK-5] tasks that RunTask refused, with the reasons', () => {
    const { capacityNotes } = notesOf(`workloads:
  - { name: jobs, taskDefinition: half, launchType: EC2, count: 10, runTime: 10m, arrivals: { type: schedule, at: [1h] } }
  - { name: few, taskDefinition: half, launchType: EC2, count: 3, runTime: 10m, arrivals: { type: schedule, at: [30m] } }
`);
    expect(capacityNotes).toEqual(['Of 10 tasks of jobs 2 failed at once: 2 with RESOURCE:CPU.']);
  });
});

// Zone a is lost from 10 to 30 min, with two of four instances and four of eight tasks. Its instances come in zone b; two go back at 30 min.
it.each([
  ['DISABLED', 2],
  ['ENABLED', 0],
])('[A.ASG-9] instances that end to balance zones, and the tasks with them, where managed draining is %s', (draining, ended) => {
  const { capacityNotes, metrics, faults } = notesOf(
    `services: [{ serviceName: web, taskDefinition: web, desiredCount: 8, launchType: EC2, availabilityZoneRebalancing: DISABLED }]
faults: [{ at: 10m, type: zoneOutage, availabilityZone: us-east-1a, for: 20m }]
timings: { instanceBoot: 2m }
`,
    HEAD.replace(
      /cluster:[\s\S]*?(?=taskDefinitions)/,
      `cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedDraining: ${draining} }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 4, maxSize: 4, desiredCapacity: 4 }
`,
    ),
  );
  expect(faults[0]!.effect).toMatch(/^2 instances ended, and 4 tasks with them/);
  const tasks = metrics.headline.tasks_interrupted! - 4;
  expect(capacityNotes.filter((note) => note.includes('AZRebalance'))).toEqual(
    ended === 0 ? [] : [`To balance its zones (AZRebalance), workers ended 2 instances, and ${tasks} tasks with them.`],
  );
  expect(tasks > 0).toBe(ended > 0);
});
