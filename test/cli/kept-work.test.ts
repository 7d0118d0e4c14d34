import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GROWS } from '../studies/backtest/grows.js';
import { answerOf, experiments, filesOf, killAt } from './experiment-program.js';
import { FIXTURES } from './pack-program.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-kept-'));
const { run, start } = experiments(folder);
const leftovers = () => readdirSync(folder).filter((name) => name.startsWith('.') || name.includes('journal'));
const linesOf = (journal: string) => readFileSync(join(folder, journal), 'utf8').trimEnd().split('\n');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('drydock pack --into', () => {
  const inputs = ['--nodes', join(FIXTURES, 'openb-nodes.csv'), '--tasks', join(FIXTURES, 'openb-pods.csv')];
  const words = ['pack', '--format', 'openb', ...inputs, '--policies', 'random,fgd,best-fit', '--seeds', '1-200', '--demand', '1.2'];

  it('killed again and again goes on with --resume to the bytes of an undisturbed one', async () => {
    const journal = join(folder, 'killed.journal.jsonl');
    for (const [lines, ...more] of [[1], [150, '--resume', '--workers', '1'], [400, '--resume', '--workers', '3']] as const)
      expect(await killAt(start(...words, '--into', 'killed', ...more), journal, lines)).toBe(true);
    expect(await run(...words, '--into', 'killed')).toMatchObject({
      status: 2,
      stderr: 'killed.journal.jsonl: there is a journal of finished runs; go on with --resume, or remove it to begin again\n',
    });
    writeFileSync(journal, `${readFileSync(journal, 'utf8')}{"run":3,"resu`);
    expect(await run(...words, '--into', 'killed', '--resume')).toMatchObject({ stderr: '', status: 0 });
    expect(await run(...words, '--into', 'whole')).toMatchObject({ stderr: '', status: 0 });
    expect(filesOf(join(folder, 'killed'))).toEqual(filesOf(join(folder, 'whole')));
    expect(leftovers()).toEqual([]);
  });

  it('at Ctrl-C names the command that goes on, and refuses the journal of another packing', async () => {
    // Replays of the built-in policies may all be over before the signal: each of these waits for 10 ms.
    const slow =
      "export default () => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10); return { name: 'slow', dependsOn: 'row', rank: (_, row) => row }; };\n";
    writeFileSync(join(folder, 'slow.mjs'), slow);
    const words = ['pack', '--format', 'openb', ...inputs, '--policies', 'slow.mjs', '--seeds', '1-600', '--demand', '1.2'];
    const child = start(...words, '--into', 'stopped');
    const answer = answerOf(child);
    while (!existsSync(join(folder, 'stopped.journal.jsonl')) || linesOf('stopped.journal.jsonl').length < 5)
      await new Promise((ok) => setTimeout(ok, 5));
    child.kill('SIGINT');
    const { stderr, status } = await answer;
    expect(stderr).toMatch(
      /^pack: stopped after \d+ of 600 replays\nfinished parts are kept in stopped\.journal\.jsonl; go on with --resume\n$/,
    );
    expect(status).toBe(130);
    const other = words.map((word) => (word === '1.2' ? '1.1' : word));
    expect((await run(...other, '--into', 'stopped', '--resume')).stderr).toMatch(
      /^stopped\.journal\.jsonl: this journal belongs to another experiment, begun by "drydock pack .*--demand 1\.2"/,
    );
    rmSync(join(folder, 'stopped.journal.jsonl'));
    expect(leftovers()).toEqual([]);
  });

  it('keeps nothing when a policy throws: only another policy helps', async () => {
    writeFileSync(
      join(folder, 'thrower.mjs'),
      "export default ({ seed }) => ({ name: 'thrower', dependsOn: 'row', rank: (_, row) => { if (seed === 3) throw new Error('no'); return row; } });\n",
    );
    const threw = await run(...words.slice(0, 7), '--policies', 'thrower.mjs', '--into', 'failed', '--workers', '1', '--seeds', '1-4');
    expect(threw).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^thrower\.mjs: policy thrower, .* it threw "no" \(seed 3\)\n$/),
    });
    expect(leftovers()).toEqual([]);
  });

  it('has no journal to go on with without a directory', async () => {
    expect(await run(...words, '--resume')).toMatchObject({
      status: 2,
      stderr: '--resume: give the --into of the pack that was stopped; its journal lies beside it\n',
    });
  });
});

/** A group that grows by four instances each half hour, and shrinks again. */
const CLUSTER = `name: small
startsAt: 2025-11-03T06:00:00Z
duration: 2h
${GROWS}timings: { instanceBoot: 75s, imagePull: 2s, containerStart: 1s }
`;

describe('drydock backtest --fit', () => {
  const words = ['backtest', 'small.yaml', '--observed', 'recorded', '--fit', 'timings', '--fit-runs', '2'];

  it('killed again and again goes on with --resume to the bytes of an undisturbed one', async () => {
    writeFileSync(join(folder, 'small.yaml'), CLUSTER);
    const hidden = ['--seed', '99', '--set', 'timings.instanceBoot=160s'];
    mkdirSync(join(folder, 'recorded'));
    writeFileSync(join(folder, 'recorded/metrics.json'), (await run('backtest', 'small.yaml', '--record', ...hidden)).stdout);
    const journal = join(folder, 'fitted.journal.jsonl');
    // The search takes fewer than 300 steps; the 400 plausible ECSs come after it.
    for (const [lines, ...more] of [[1], [20, '--resume'], [60, '--resume'], [500, '--resume']] as const)
      expect(await killAt(start(...words, '--out', 'fitted', ...more), journal, lines)).toBe(true);
    writeFileSync(journal, `${readFileSync(journal, 'utf8')}{"run":3,"resu`);
    const again = await run(...words, '--out', 'fitted', '--resume');
    const whole = await run(...words, '--out', 'whole-fit');
    expect(again).toEqual({ ...whole, stdout: whole.stdout.replace('whole-fit', 'fitted') });
    expect(whole).toMatchObject({ stderr: '', status: 0 });
    expect(filesOf(join(folder, 'fitted'))).toEqual(filesOf(join(folder, 'whole-fit')));
    expect(leftovers()).toEqual([]);
  });

  it('refuses the journal of another recording, and --resume without a fit', async () => {
    const child = start(...words, '--out', 'stopped');
    const answer = answerOf(child);
    while (!existsSync(join(folder, 'stopped.journal.jsonl')) || linesOf('stopped.journal.jsonl').length < 5)
      await new Promise((ok) => setTimeout(ok, 5));
    child.kill('SIGINT');
    expect(await answer).toMatchObject({
      status: 130,
      stderr: 'small: stopped\nfinished parts are kept in stopped.journal.jsonl; go on with --resume\n',
    });
    const file = join(folder, 'recorded/metrics.json');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
    expect((await run(...words, '--out', 'stopped', '--resume')).stderr).toMatch(
      /^stopped\.journal\.jsonl: this journal belongs to another experiment, begun by "drydock backtest/,
    );
    rmSync(join(folder, 'stopped.journal.jsonl'));
    expect(await run('backtest', 'small.yaml', '--observed', 'recorded', '--resume')).toMatchObject({
      status: 2,
      stderr: '--resume continues a fit: give the --fit that was stopped\n',
    });
    expect(leftovers()).toEqual([]);
  });
});

describe('drydock bound --journal', () => {
  /** Without the times that the bounds took, which vary. */
  const withoutOutput = ({ stdout, ...answer }: { stdout: string }) => ({
    ...answer,
    bounds: JSON.parse(stdout, (key, value) => (key === 'elapsedMs' ? 0 : value)),
  });

  it('killed after each policy goes on with --resume to the bounds of an undisturbed one', async () => {
    writeFileSync(join(folder, 'small.yaml'), CLUSTER.replace('duration: 2h', 'duration: 3d'));
    const words = ['bound', 'small.yaml', '--policies', 'spread,random,binpack-memory,binpack-cpu', '--json'];
    const kept = [...words, '--journal', 'bounds.jsonl'];
    for (const [lines, ...more] of [[1], [2, '--resume'], [3, '--resume']] as const) {
      await killAt(start(...kept, ...more), join(folder, 'bounds.jsonl'), lines);
      expect(linesOf('bounds.jsonl').length).toBeGreaterThanOrEqual(lines);
    }
    const again = await run(...kept, '--resume');
    expect(again).toMatchObject({ stderr: '', status: 0 });
    expect(withoutOutput(again)).toEqual(withoutOutput(await run(...words)));
    expect(existsSync(join(folder, 'bounds.jsonl'))).toBe(false);
  });

  it('reports that there is nothing to resume, and why --at has no journal', async () => {
    expect((await run('bound', 'small.yaml', '--resume')).stderr).toBe('--resume: name the --journal of the command that was stopped\n');
    expect((await run('bound', 'small.yaml', '--at', '1h', '--journal', 'x.jsonl')).stderr).toMatch(/^--journal: --at has one part/);
    expect(leftovers()).toEqual([]);
  });
});
