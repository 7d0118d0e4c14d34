import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineVersionOf } from '../../src/run/engine-version.js';
import type * as Jobs from '../../src/run/journal/journal.js';
import type * as Packing from '../../src/run/queue/packed.js';
import { VERSION } from '../../src/run/version.js';
import { ownBuild } from '../built.js';
import { SMALL, smallJobs } from './jobs/jobs.js';

const JOURNAL = 'run/journal/journal.js';
const PACKED = 'run/queue/packed.js';
const folder = mkdtempSync(join(tmpdir(), 'drydock-builds-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A package with these files in its build. */
function build(name: string, files: Record<string, string>): string {
  for (const [file, text] of Object.entries(files)) {
    const path = join(folder, name, 'dist', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return join(folder, name, 'dist');
}

describe('the name of an engine', () => {
  const files = { 'b.js': 'let b;', 'a/a.js': 'let a;', 'a/a.d.ts': 'declare let a;' };

  it('is the version and a hash of the code, in any folder', () => {
    const name = engineVersionOf(build('one', files));
    expect(name).toMatch(new RegExp(`^${VERSION}\\+[0-9a-f]{12}$`));
    expect(engineVersionOf(build('somewhere/else', { 'a/a.js': files['a/a.js'], 'b.js': files['b.js'] }))).toBe(name);
  });

  it('is the same with the bundle that is made of the code', () => {
    expect(engineVersionOf(build('bundled', { ...files, 'bin/drydock.js': 'let ab;' }))).toBe(engineVersionOf(build('one', files)));
  });

  it.each([
    ['a byte', { ...files, 'b.js': 'let c;' }],
    ['a name', { 'c.js': files['b.js'], 'a/a.js': files['a/a.js'] }],
    ['the border of two files', { ...files, 'a/a.js': 'let a;l', 'b.js': 'et b;' }],
    ['a file more', { ...files, 'z.js': '' }],
  ])('is another with another %s', (name, others) => {
    expect(engineVersionOf(build(name, others))).not.toBe(engineVersionOf(build('one', files)));
  });
});

describe('two builds of one version that differ in a price', () => {
  const { folder: first, build: buildFirst } = ownBuild('builds-test');
  const second = join(dirname(first), '../builds-test-dearer/dist');
  const prices = 'catalog/data/prices.js';
  const drydock = (dist: string, ...args: string[]) =>
    spawnSync(process.execPath, [join(dist, 'cli/main.js'), ...args], { cwd: folder, encoding: 'utf8' });
  let names: string[] = [];

  beforeAll(async () => {
    await buildFirst();
    rmSync(dirname(second), { recursive: true, force: true });
    cpSync(dirname(first), dirname(second), { recursive: true });
    const text = readFileSync(join(first, prices), 'utf8');
    writeFileSync(join(second, prices), text.replace('\nm5|large 0.096k', '\nm5|large 0.097k'));
    names = [first, second].map(engineVersionOf);
    drydock(first, 'run', SMALL, '--out', 'ours', '--checkpoint-at', '1h');
  });

  it('have names of their own, which a run directory has in its files', () => {
    expect(new Set([VERSION, ...names.map((name) => name.split('+')[0])]).size).toBe(1);
    expect(names[0]).not.toBe(names[1]);
    const { engine_version } = JSON.parse(readFileSync(join(folder, 'ours/summary.json'), 'utf8'));
    expect(engine_version).toBe(names[0]);
    expect(readFileSync(join(folder, 'ours/summary.csv'), 'utf8')).toContain(`,${names[0]},`);
  });

  it('do not go on from a checkpoint of the other', () => {
    const again = ['run', '--from', 'ours.checkpoints/1h.checkpoint', '--out'];
    expect(drydock(first, ...again, 'on')).toMatchObject({ stderr: '', status: 0 });
    expect(drydock(second, ...again, 'on-other')).toMatchObject({
      stderr: `ours.checkpoints/1h.checkpoint: drydock ${names[0]} made this checkpoint and this is ${names[1]}; a state is read by its own build only\n`,
      status: 2,
    });
  });

  it('do not explain a run of the other', () => {
    expect(drydock(first, 'explain', 'ours', '--task', '0')).toMatchObject({ stderr: '', status: 0 });
    expect(drydock(second, 'explain', 'ours', '--task', '0')).toMatchObject({
      stderr: `ours/summary.json: drydock ${names[0]} made this run and this is ${names[1]}; a run is replayed by its own build only\n`,
      status: 2,
    });
  });

  it('do not finish an experiment of the other', async () => {
    const path = join(folder, 'sweep.journal.jsonl');
    const options = { path, head: { journal: 'drydock sweep it.yaml', experiment: 'abc' } };
    const [ours, theirs]: (typeof Jobs)[] = await Promise.all([first, second].map((dist) => import(join(dist, JOURNAL))));
    ours.Journal.open({ ...options, isResuming: false }).close();
    expect(() => theirs.Journal.open({ ...options, isResuming: true })).toThrow(
      `${path}: drydock ${names[0]} began this journal by "drydock sweep it.yaml" and this is ${names[1]}; an experiment is finished by its own build only. Remove it to begin again, or name another --out`,
    );
    ours.Journal.open({ ...options, isResuming: true }).close();
    writeFileSync(path, '{"journal":"drydock sweep it.yaml","experiment":"abc"}\n');
    expect(() => ours.Journal.open({ ...options, isResuming: true })).toThrow('drydock 0.1.0 began this journal');
  });

  it('do not finish what a command of the other began', () => {
    writeFileSync(join(folder, 'small.yaml'), readFileSync(SMALL, 'utf8'));
    copyFileSync(join(dirname(SMALL), 'api.json'), join(folder, 'api.json'));
    // A point that is no scenario fails, so that the journal stays.
    const sizes = 'cluster.capacityProviders.workers.autoScalingGroup';
    writeFileSync(
      join(folder, 'sizes.yaml'),
      `scenario: small.yaml\naxes: { ${sizes}.minSize: [1, 5], ${sizes}.maxSize: [9, 4] }\nreplications: 2\n`,
    );
    expect(drydock(first, 'sweep', 'sizes.yaml', '--out', 'sizes', '--workers', '1').status).toBe(1);
    const again = drydock(second, 'sweep', 'sizes.yaml', '--out', 'sizes', '--workers', '1', '--resume');
    expect(again).toMatchObject({
      stdout: '',
      stderr: `sizes.journal.jsonl: drydock ${names[0]} began this journal by "drydock sweep sizes.yaml" and this is ${names[1]}; an experiment is finished by its own build only. Remove it to begin again, or name another --out\n`,
      status: 2,
    });
    expect(drydock(first, 'sweep', 'sizes.yaml', '--out', 'sizes', '--workers', '1', '--resume').status).toBe(1);
  });

  it('do not take a job of the other', async () => {
    const [job] = await smallJobs(1);
    const [ours, theirs]: (typeof Packing)[] = await Promise.all([first, second].map((dist) => import(join(dist, PACKED))));
    const packed = { ...ours.packJob(job), engineVersion: names[0] };
    expect(() => ours.unpackJob(packed)).toThrow('its id is not the hash of its content');
    expect(() => theirs.unpackJob(packed)).toThrow(`it is for Drydock ${names[0]}, and this is ${names[1]}: run the same build everywhere`);
  });
});
