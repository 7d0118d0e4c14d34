import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explain, watch } from '../../../src/studio/fleet/watch.js';
import { drydock } from '../../cli/in-process.js';
import { ROOT } from '../../docs/page.js';

const SCENARIO = 'scenarios/questions/zones-and-steps.yaml';
const control = { isCancelled: () => false, progress: () => {} };
const source = { text: readFileSync(join(ROOT, SCENARIO), 'utf8'), files: {} };
let folder: string;
let out: string;
let digest: string;

/** What a command prints, without the line breaks of a terminal. */
const flat = (text: string) => text.replace(/\s+/g, ' ').trim();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'));
  out = join(folder, 'run');
  const { stderr } = await drydock(['run', join(ROOT, SCENARIO), '--out', out], { cwd: folder });
  expect(stderr).toBe('');
  digest = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')).digest;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the run that is watched', () => {
  it('is the run of the command', async () => {
    const watched = await watch({ ...source, figures: ['peak_instances', 'workloads.nobody.cost_usd'] }, control);
    expect(watched.digest).toBe(digest);
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
    expect(watched.figures).toEqual([summary.peak_instances, null]);
  });

  it.each([
    ['--task', '3', { task: 3 }],
    ['--instance', '2', { instance: 2 }],
    ['--at', '20m', { atMs: 20 * 60_000 }],
  ] as const)('is explained in the words of explain %s %s', async (option, word, subject) => {
    const printed = await drydock(['explain', out, option, word], { cwd: folder });
    const { words } = await explain({ ...source, subject }, control);
    expect(flat(words.join('\n'))).toBe(flat(printed.stdout));
  });

  it('lists the instances that a task might have gone to, with what each lacked', async () => {
    const { words, candidates } = await explain({ ...source, subject: { task: 3 } }, control);
    expect(candidates.length).toBeGreaterThan(0);
    const [chosen, ...others] = candidates.filter(({ isChosen }) => isChosen);
    expect(others).toEqual([]);
    expect(chosen!.reasons).toEqual([]);
    expect(words.join('\n')).toContain(`It went to instance ${chosen!.instance} (${chosen!.type} in ${chosen!.zone}`);
    expect(words.join('\n')).toContain(`${candidates.filter(({ reasons }) => reasons.length === 0).length} of `);
  });

  it('changes with what is set, and with the seed', async () => {
    const { digest: other } = await watch({ ...source, seed: 99 }, control);
    const { digest: set, seed } = await watch({ ...source, set: ['seed=99'] }, control);
    expect([other, seed]).toEqual([set, 99]);
    expect(other).not.toBe(digest);
  });
});
