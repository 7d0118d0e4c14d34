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
