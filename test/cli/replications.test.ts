import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, experiments, filesOf, killAt, writeSmall } from './experiment-program.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-compare-'));
const { run, start } = experiments(folder);
const AB = ['compare', 'a.yaml', 'b.yaml'];

beforeAll(async () => {
  writeSmall(folder, 'a');
  writeSmall(folder, 'b', (text) => text.replace('targetCapacity: 80', 'targetCapacity: 100'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('compare --replications', () => {
  it('is the same with one worker and with three, and its first replication is the run without', async () => {
    const [one, three, single] = await Promise.all([
      run(...AB, '--replications', '5', '--workers', '1', '--out', 'one'),
      run(...AB, '--replications', '5', '--workers', '3', '--out', 'three'),
      run(...AB, '--out', 'single'),
    ]);
    expect([one, three, single].map(({ stderr, status }) => ({ stderr, status }))).toEqual(Array(3).fill({ stderr: '', status: 0 }));
    expect(one.stdout).toMatch(/^Cost .* better$/m);
    expect(one.stdout).toContain('5 replications of 2 scenarios with common random numbers.');
    const comparable = (name: string) => {
      const { 'report.html': _, ...files } = filesOf(join(folder, name));
      return files;
    };
    expect(comparable('three')).toEqual(comparable('one'));
    const { 'replications.csv': replications, 'comparison.json': _, ...rest } = comparable('one');
    const { 'comparison.json': __, ...alone } = comparable('single');
    expect(rest).toEqual(alone);
    const [, first] = Buffer.from(replications, 'base64').toString().split('\r\n');
    const [, row] = readFileSync(join(folder, 'single/summary.csv'), 'utf8').split('\r\n');
    expect(first).toBe(`1,${row}`);
    expect(readFileSync(join(folder, 'one/report.html'), 'utf8')).toContain('<h2>What 5 replications say</h2>');
    expect(readdirSync(folder).filter((name) => name.includes('journal') || name.startsWith('.'))).toEqual([]);
  });

  it('adds replications until the requested precision, whatever the number of workers', async () => {
    const asked = [...AB, '--precision', '1%', '--metrics', 'cost,instance_hours', '--replications', '30'];
    const [one, three] = await Promise.all([
      run(...asked, '--workers', '1', '--json', '--out', 'p1'),
      run(...asked, '--workers', '3', '--json', '--out', 'p3'),
    ]);
    expect(three.stdout).toBe(one.stdout);
    const { count, precision } = JSON.parse(one.stdout).replications;
    expect(count % 10).toBe(0);
    expect(precision.is_reached).toBe(Object.values(precision.half_widths).every((width) => (width as number) <= 0.01));
  });

  it('leaves out a warm-up, given or found, and notes it', async () => {
    const [given, found] = await Promise.all([
      run(...AB, '--replications', '3', '--warm-up', '90m', '--json', '--out', 'w1'),
      run(...AB, '--replications', '3', '--warm-up', 'auto', '--workers', '2', '--out', 'w2'),
    ]);
    expect(JSON.parse(given.stdout).replications).toMatchObject({ warm_up_ms: 5_400_000, is_warm_up_automatic: false });
    const rows = readFileSync(join(folder, 'w1/replications.csv'), 'utf8').split('\r\n');
    const [column] = [rows[0].split(',').indexOf('task_hours')];
    // Half an hour of nine tasks and a daemon on each of a few instances.
    expect(Number(rows[1].split(',')[column])).toBeLessThan(12);
    expect(found.stdout + found.stderr).toMatch(/left out as warm-up, found by MSER-5|--warm-up auto: .*; give a time/);
    expect((await run(...AB, '--replications', '3', '--warm-up', '2h')).stderr).toBe(
      'a.yaml: --warm-up 2h leaves nothing of 2h\nb.yaml: --warm-up 2h leaves nothing of 2h\n',
    );
  });

  it('reports every mistake at once', async () => {
    const { stderr, status } = await run(
      ...AB,
      '--replications',
      '1',
      '--precision',
      '200%',
      '--metrics',
      'cost,wait_p96',
      '--workers',
      '0',
      '--warm-up',
      'long',
    );
    expect(stderr).toBe(
      [
        '--workers 0: give a whole number from 1 to 1024',
        '--replications 1: give a whole number from 2 to 100000; fewer tell nothing of chance',
        '--warm-up long: write a duration above 0, such as 12h or 1d, or auto',
        '--metrics wait_p96: there is no such metric; did you mean wait_p95?',
        '--precision: 200% is no precision: give a share above 0 and below 1, such as 2% or 0.02\n',
      ].join('\n'),
    );
    expect(status).toBe(2);
    expect((await run(...AB, '--resume', '--metrics', 'cost')).stderr).toBe(
      '--metrics names the metrics of --precision: give --precision as well\n--resume goes on with replications: give --replications or --precision as before\n',
    );
  });

  it('killed at any moment goes on with --resume to the same bytes', async () => {
    const words = [...AB, '--replications', '20', '--workers', '2'];
    const journal = join(folder, 'killed.journal.jsonl');
    const whole = run(...words, '--out', 'whole');
    expect(await killAt(start(...words, '--out', 'killed'), journal, 7)).toBe(true);
    const again = await run(...words, '--out', 'killed');
    expect(again).toMatchObject({ status: 2, stdout: '' });
    expect(again.stderr).toContain('there is a journal of finished runs; go on with --resume, or remove it to begin again');
    const other = await run(...words, '--seed', '5', '--out', 'killed', '--resume');
    expect(other.stderr).toContain(
      'this journal belongs to another experiment, begun by "drydock compare a.yaml b.yaml --replications 20"',
    );
    const before = readFileSync(journal, 'utf8').split('\n').length;
    expect(await killAt(start(...words, '--out', 'killed', '--resume'), journal, before + 10)).toBe(true);
    expect((await run(...words, '--out', 'killed', '--resume')).status).toBe(0);
    expect((await whole).status).toBe(0);
    expect(filesOf(join(folder, 'killed'))).toEqual(filesOf(join(folder, 'whole')));
    expect(readdirSync(folder).filter((name) => name.startsWith('.') || name.includes('journal'))).toEqual([]);
  });

  it('at Ctrl-C keeps finished runs, and names the command that goes on', async () => {
    const journal = join(folder, 'stopped.journal.jsonl');
    const child = start(...AB, '--replications', '5000', '--workers', '2', '--out', 'stopped');
    while (!existsSync(journal) || readFileSync(journal, 'utf8').split('\n').length < 4) await new Promise((ok) => setTimeout(ok, 5));
    child.kill('SIGINT');
    const { stderr, status } = await answerOf(child);
    expect(status).toBe(130);
    const [, kept] =
      /^compare: stopped after (\d+) of 10000 runs; they are kept in .*stopped\.journal\.jsonl; go on with --resume$/m.exec(stderr) ?? [];
    expect(readFileSync(journal, 'utf8').split('\n')).toHaveLength(Number(kept) + 2);
  });
});
