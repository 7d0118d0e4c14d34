import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { PROGRAM } from '../built.js';
import { drydock } from './in-process.js';

const cwd = mkdtempSync(join(tmpdir(), 'drydock-full-disk-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Its checkpoints have 6 kB, and 190 kB when 4,000 tasks run. */
const SCENARIO = `
name: jobs
duration: 8h
cluster: { containerInstances: [{ instanceType: m5.24xlarge, count: 4 }] }
taskDefinitions: [{ family: job, containerDefinitions: [{ name: job, image: job, cpu: 16, memory: 32 }] }]
workloads:
  - { name: few, taskDefinition: job, arrivals: { type: schedule, at: [1h] }, runTime: 5d }
  - { name: many, taskDefinition: job, count: 4000, arrivals: { type: schedule, at: [5h] }, runTime: 5d }
`;
const digestIn = (name: string) => JSON.parse(readFileSync(join(cwd, name, 'summary.json'), 'utf8')).digest;

it('a full disk at a checkpoint stops the run with a message that names the last one, and leaves no partial file', async () => {
  writeFileSync(join(cwd, 'jobs.yaml'), SCENARIO);
  const words = ['run', 'jobs.yaml', '--checkpoint-every', '2h', '--out', 'out'];
  // A file may grow to 60 KiB.
  const limited = ['-c', 'ulimit -f 60; exec "$0" "$@"', process.execPath, PROGRAM, ...words];
  const { stdout, stderr, status } = spawnSync('bash', limited, { cwd, encoding: 'utf8' });
  expect({ stdout, stderr, status }).toEqual({
    stdout: '',
    stderr:
      'out.checkpoints/6h.checkpoint: the checkpoint cannot be written: the file has become as large as it may\ngo on with --from out.checkpoints/4h.checkpoint\n',
    status: 1,
  });
  expect(readdirSync(cwd).sort()).toEqual(['jobs.yaml', 'out.checkpoints']);
  expect(readdirSync(join(cwd, 'out.checkpoints')).sort()).toEqual(['2h.checkpoint', '4h.checkpoint']);
  expect((await drydock(['run', '--from', 'out.checkpoints/4h.checkpoint', '--out', 'rest'], { cwd })).status).toBe(0);
  expect((await drydock(['run', 'jobs.yaml', '--out', 'whole'], { cwd })).status).toBe(0);
  expect(digestIn('rest')).toBe(digestIn('whole'));
});

it('an answer that the disk has no room for ends the command with a sentence', () => {
  writeFileSync(join(cwd, 'jobs.yaml'), SCENARIO);
  const words = ['-c', 'exec "$0" "$@" > /dev/full', process.execPath, PROGRAM, 'validate', 'jobs.yaml'];
  const { stderr, status } = spawnSync('bash', words, { cwd, encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: 'standard output: the disk is full\n', status: 1 });
});
