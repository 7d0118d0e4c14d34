import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { drydock } from './in-process.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'drydock-explain-room-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SCENARIO = `name: room
duration: 30m
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 1 }]
timings: { imagePull: 0s, containerStart: 1s, containerStop: 100s }
serviceScheduler: { reaction: 0s }
taskDefinitions:
  - { family: old, networkMode: bridge, containerDefinitions: [{ name: c, image: x, cpu: 1536, memory: 256, stopTimeout: 120 }] }
  - { family: new, networkMode: bridge, containerDefinitions: [{ name: c, image: x, cpu: 1536, memory: 256 }] }
services:
  - { serviceName: old, taskDefinition: old, launchType: EC2, desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 1 }, { at: 10m, desiredCount: 0 }] } }
  - { serviceName: new, taskDefinition: new, launchType: EC2, desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 0 }, { at: 601s, desiredCount: 1 }] } }
`;

// The old task exits at 700 s; the new one is placed at 601 s and starts in 1 s.
it('N.ROOM-3: explain names the wait of a task on its instance', async () => {
  writeFileSync(join(folder, 'room.yaml'), SCENARIO);
  await drydock(['run', 'room.yaml', '--out', 'out'], { cwd: folder });
  const { stdout } = await drydock(['explain', 'out', '--task', '1'], { cwd: folder });
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'it waited 1 min 40 s: 1 min 39 s on its instance for room of tasks that still stopped there (N.ROOM-3)',
  );
});

const TOO_LARGE = `name: large
duration: 30m
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 1 }]
taskDefinitions:
  - { family: small, networkMode: bridge, containerDefinitions: [{ name: c, image: x, cpu: 1024, memory: 256 }] }
  - { family: large, networkMode: bridge, containerDefinitions: [{ name: c, image: x, cpu: 1024, memory: 9000 }] }
services:
  - { serviceName: small, taskDefinition: small, launchType: EC2, desiredCount: 2 }
  - { serviceName: large, taskDefinition: large, launchType: EC2, desiredCount: 1 }
`;

// The small tasks have all 2,048 CPU units: ECS's first check is that of CPU, and an empty instance would lack memory.
it('explain and the end of a run name what an empty instance lacks, whatever fills the instances', async () => {
  writeFileSync(join(folder, 'large.yaml'), TOO_LARGE);
  const run = await drydock(['run', 'large.yaml', '--out', 'large'], { cwd: folder });
  expect(run.stdout.replace(/\s+/g, ' ')).toMatch(
    /1 task of large still waits: even an empty instance does not fit: m5\.large registers \d+ MiB, not 9000\./,
  );
  const { stdout } = await drydock(['explain', 'large', '--task', '2'], { cwd: folder });
  expect(stdout.replace(/\s+/g, ' ')).toMatch(
    /Even an empty instance of its capacity does not fit \(C\.SOUT-05\): m5\.large registers \d+ MiB, not 9000\. Where it could not go/,
  );
});

const LOOKS_LATER = `name: later
duration: 49m
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 1 }]
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: c, image: x, cpu: 1900, memory: 256 }] }
services:
  - { serviceName: first, taskDefinition: web, launchType: EC2, desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 1 }, { at: 47m, desiredCount: 0 }] } }
  - { serviceName: second, taskDefinition: web, launchType: EC2, desiredCount: 1 }
`;

// The second service looks at 0 s, 25 s, 50 s, and then after 5 and twice after 15 minutes: at 35:50 for the sixth time, and next at 50:50.
it('A.FL-2: explain and the end of a run see the instance that has room while the service does not look', async () => {
  writeFileSync(join(folder, 'later.yaml'), LOOKS_LATER);
  const run = await drydock(['run', 'later.yaml', '--ecs-events', '--out', 'later'], { cwd: folder });
  expect(run.stdout).toContain('1 task of second still waits: 1 of 1 instance fits; its service looks again only later.');
  const { stdout } = await drydock(['explain', 'later', '--task', '1', '--service', 'second'], { cwd: folder });
  const words = stdout.replace(/\s+/g, ' ');
  const meanwhile = '1 of 1 instance fits; its service looked for an instance again only later (A.FL-2)';
  expect(words).toContain('- from 0:00:00 to 0:47:00, in 6 attempts: 0 of 1 instance fit: 1 RESOURCE:CPU (S.PLACE-17)');
  expect(words).toContain(`- from 0:48:00 to 0:49:00: ${meanwhile}`);
  expect(words).toContain(`- from 0:48:00 to 0:49:00, up to 1 task: ${meanwhile}`);
  expect(words).not.toContain('no instance of its capacity provider');
});

const DOWN_AND_UP = `name: dn
duration: 20m
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 4 }]
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: c, image: x, cpu: 500, memory: 256 }] }
services:
  - serviceName: web
    taskDefinition: web
    launchType: EC2
    desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 8 }, { at: 600s, desiredCount: 2 }, { at: 601s, desiredCount: 3 }] }
`;

// The scheduler has its turn 5 s after the first change here, and so after both: five tasks stop because of the first.
it('S.STOP-1: explain names the decrease that stopped a task, not an increase after it', async () => {
  writeFileSync(join(folder, 'turns.yaml'), DOWN_AND_UP);
  await drydock(['run', 'turns.yaml', '--out', 'turns'], { cwd: folder });
  const { stdout } = await drydock(['explain', 'turns', '--task', '7'], { cwd: folder });
  expect(stdout).toContain('at 0:10:05 after');
  expect(stdout.replace(/\s+/g, ' ')).toContain('serviceScaledIn (S.STOP-1): the desired count went from 8 to 2 at 0:10:00');
});
