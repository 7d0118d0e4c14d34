import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM } from '../built.js';
import { answerOf, experiments, filesOf, killAt, writeSmall } from './experiment-program.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-sweep-'));
const { run, start } = experiments(folder);
const TARGET = 'cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity';
const leftovers = () => readdirSync(folder).filter((name) => name.startsWith('.') || name.includes('journal'));

function writeSweep(name: string, text: string): void {
  writeFileSync(join(folder, `${name}.yaml`), `scenario: base.yaml\n${text}`);
}

beforeAll(async () => {
  writeSmall(folder, 'base');
  writeSweep(
    'ranges',
    `axes:\n  ${TARGET}: { from: 60, to: 100, step: 10 }\n  services.api.desiredCountSchedule.entries.1.desiredCount: [6, 9]\nreplications: 4\n`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('drydock sweep', () => {
  it('gives the same bytes with one worker and with three, a row a run and a row a point', async () => {
    const [one, three] = await Promise.all([
      run('sweep', 'ranges.yaml', '--workers', '1', '--charts', 'png,svg', '--out', 'one'),
      run('sweep', 'ranges.yaml', '--workers', '3', '--charts', 'png,svg', '--out', 'three'),
    ]);
    expect([one, three].map(({ stderr, status }) => ({ stderr, status }))).toEqual(Array(2).fill({ stderr: '', status: 0 }));
    expect(one.stdout).toMatch(/^10 points with 4 replications each, 40 runs of base\. The lowest cost is \$/);
    expect(filesOf(join(folder, 'three'))).toEqual(filesOf(join(folder, 'one')));
    const rows = (file: string) =>
      readFileSync(join(folder, 'one', file), 'utf8')
        .trimEnd()
        .split('\r\n');
    expect(await parquetRows(join(folder, 'one/runs.parquet'))).toEqual(rows('runs.csv').slice(1));
    expect([rows('runs.csv').length, rows('summary.csv').length, rows('main-effects.csv').length]).toEqual([41, 11, 1 + 5 * 7]);
    expect(rows('runs.csv')[40]).toMatch(/^40,10,4,\d+,100,9,/);
    expect(JSON.parse(readFileSync(join(folder, 'one/summary.json'), 'utf8'))).toMatchObject({
      name: 'ranges',
      points: 10,
      runs: 40,
      failed_runs: 0,
    });
    expect(readdirSync(join(folder, 'one/charts'))).toContain('effects-cost_usd.png');
    expect(leftovers()).toEqual([]);
  });

  it('leaves a warm-up out of all runs, and notes it', async () => {
    writeSweep('warm', `axes: { ${TARGET}: [80, 100] }\nreplications: 2\n`);
    const [all, rest] = await Promise.all([
      run('sweep', 'warm.yaml', '--json', '--out', 'all'),
      run('sweep', 'warm.yaml', '--warm-up', '90m', '--chart-size', '800x400', '--out', 'rest'),
    ]);
    expect(rest.stdout).toContain('The first 1 h 30 min of each run are left out as warm-up.');
    expect(rest.stdout).toContain('2 points with 2 replications');
    const { best_points } = JSON.parse(all.stdout);
    const warm = JSON.parse(readFileSync(join(folder, 'rest/summary.json'), 'utf8'));
    expect(warm).toMatchObject({ warm_up_ms: 5_400_000, command: 'drydock sweep warm.yaml --warm-up 90m' });
    // The last half hour of two.
    expect(warm.best_points[0].cost_usd.mean).toBeLessThan(best_points[0].cost_usd.mean / 2);
    const [chart] = readdirSync(join(folder, 'rest/charts')).filter((name) => name.endsWith('.png'));
    const png = readFileSync(join(folder, 'rest/charts', chart));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([800, 400]);
    writeSweep('short', `axes: { duration: [1h, 2h] }\n`);
    expect((await run('sweep', 'short.yaml', '--warm-up', '1h')).stderr).toBe('base: --warm-up 1h leaves nothing of 1h\n');
    expect((await run('sweep', 'short.yaml', '--warm-up', 'auto', '--chart-size', '9x9')).stderr).toBe(
      '--warm-up auto: write a duration above 0, such as 12h or 1d; compare --warm-up auto finds that of one scenario\n' +
        '--chart-size 9x9: write width and height in pixels, such as 1600x900, each from 200 to 8000\n',
    );
  });

  it('is the only one at its journal, and goes on where one was killed', async () => {
    writeSweep('held', `axes: { ${TARGET}: { from: 1, to: 100, step: 1 } }\nreplications: 1000\n`);
    const words = ['sweep', 'held.yaml', '--yes', '--workers', '1', '--out', 'held'];
    const journal = join(folder, 'held.journal.jsonl');
    const lines = () => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length : 0);
    const first = start(...words);
    while (lines() < 5) await new Promise((ok) => setTimeout(ok, 10));
    for (const more of [[], ['--resume']])
      expect(await run(...words, ...more)).toEqual({
        stdout: '',
        stderr: `--out held: process ${first.pid} is at work with it: wait until it ends, or name another --out\n`,
        status: 1,
        signal: null,
      });
    const ended = once(first, 'close');
    first.kill('SIGKILL');
    await ended;
    const again = start(...words, '--resume');
    const before = lines();
    while (lines() < before + 3) await new Promise((ok) => setTimeout(ok, 10));
    const answer = answerOf(again);
    again.kill('SIGINT');
    expect((await answer).status).toBe(130);
    rmSync(journal);
    expect(leftovers()).toEqual([]);
  });

  it('killed again and again goes on with --resume to the bytes of an undisturbed sweep', async () => {
    writeSweep('killed', `axes: { ${TARGET}: { from: 1, to: 100, step: 1 } }\nreplications: 2\n`);
    const journal = join(folder, 'killed.journal.jsonl');
    const words = ['sweep', 'killed.yaml', '--out', 'killed'];
    for (const [lines, ...more] of [[10], [60, '--resume', '--workers', '1'], [120, '--resume', '--workers', '3']] as const)
      expect(await killAt(start(...words, ...more), journal, lines)).toBe(true);
    writeFileSync(journal, `${readFileSync(journal, 'utf8')}{"run":3,"resu`);
    expect(await run(...words, '--resume')).toMatchObject({ stderr: '', status: 0 });
    expect(await run('sweep', 'killed.yaml', '--out', 'whole')).toMatchObject({ stderr: '', status: 0 });
    const [killed, whole] = ['killed', 'whole'].map((name) => filesOf(join(folder, name)));
    expect(killed).toEqual(whole);
    expect(leftovers()).toEqual([]);
  });

  it.each(['stopped/', 'stopped/.', 'other/../stopped'])('keeps the journal of --out %s beside that directory', async (out) => {
    const journal = join(folder, 'stopped.journal.jsonl');
    expect(await killAt(start('sweep', 'ranges.yaml', '--out', out), journal, 5)).toBe(true);
    expect(await run('sweep', 'ranges.yaml', '--out', 'stopped', '--resume')).toMatchObject({ stderr: '', status: 0 });
    expect(leftovers()).toEqual([]);
    rmSync(join(folder, 'stopped'), { recursive: true });
  });

  it('on a full disk stops with a message, and loses nothing that was finished', async () => {
    const words = ['sweep', 'ranges.yaml', '--workers', '2', '--charts', 'png,svg', '--out', 'full'];
    // A file may grow to 20 KiB: some ten runs.
    const { stderr, status } = spawnSync('bash', ['-c', `ulimit -f 20; exec "$0" "$@"`, process.execPath, PROGRAM, ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe(
      'full.journal.jsonl: the file has become as large as it may\nfinished runs are kept in full.journal.jsonl; go on with --resume\n',
    );
    expect(status).toBe(1);
    const kept = readFileSync(join(folder, 'full.journal.jsonl'), 'utf8').split('\n').length - 2;
    expect(kept).toBeGreaterThan(4);
    // The journal has room now, and the page has not.
    const paged = spawnSync('bash', ['-c', `ulimit -f 120; exec "$0" "$@"`, process.execPath, PROGRAM, ...words, '--resume'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(paged.stderr).toBe(
      `--out ${join(folder, 'full')}: the file has become as large as it may\nfinished runs are kept in full.journal.jsonl; go on with --resume\n`,
    );
    expect(readFileSync(join(folder, 'full.journal.jsonl'), 'utf8').split('\n')).toHaveLength(42);
    expect((await run(...words, '--resume')).status).toBe(0);
    const [full, one] = ['full', 'one'].map((name) => filesOf(join(folder, name)));
    expect(full).toEqual(one);
  });

  it('at Ctrl-C names the command that goes on', async () => {
    writeSweep('long', `axes: { ${TARGET}: { from: 1, to: 100, step: 1 } }\nreplications: 100\n`);
    const child = start('sweep', 'long.yaml', '--workers', '2', '--out', 'long');
    const answer = answerOf(child);
    while (!leftovers().includes('long.journal.jsonl') || readFileSync(join(folder, 'long.journal.jsonl'), 'utf8').split('\n').length < 5)
      await new Promise((ok) => setTimeout(ok, 10));
    child.kill('SIGINT');
    const { stderr, status } = await answer;
    expect(stderr).toMatch(/^sweep: stopped after \d+ of 10000 runs; they are kept in long\.journal\.jsonl; go on with --resume\n$/);
    expect(status).toBe(130);
    rmSync(join(folder, 'long.journal.jsonl'));
  });

  it('goes on after a failed run, and reports it', async () => {
    const bound = 'cluster.capacityProviders.workers.autoScalingGroup';
    writeSweep('failing', `axes: { ${bound}.minSize: [1, 5], ${bound}.maxSize: [9, 4] }\nreplications: 2\n`);
    const { stdout, stderr, status } = await run('sweep', 'failing.yaml', '--out', 'failing');
    expect({ stderr, status }).toEqual({
      stderr: 'sweep: failing.journal.jsonl keeps the runs that did not fail; --resume tries the others again\n',
      status: 1,
    });
    expect(stdout).toMatch(/2 of 8 runs failed; runs\.csv says why\. The first: --set .*minSize=5/s);
    const rows = readFileSync(join(folder, 'failing/runs.csv'), 'utf8').trimEnd().split('\r\n');
    expect(rows.filter((row) => row.includes('minSize=5'))).toHaveLength(2);
    const journal = readFileSync(join(folder, 'failing.journal.jsonl'), 'utf8');
    const before = filesOf(join(folder, 'failing'));
    expect((await run('sweep', 'failing.yaml', '--out', 'failing', '--resume')).status).toBe(1);
    expect(filesOf(join(folder, 'failing'))).toEqual(before);
    // The two that failed ran once more, and nothing else did.
    const added = readFileSync(join(folder, 'failing.journal.jsonl'), 'utf8').slice(journal.length).trimEnd().split('\n');
    expect(added.map((line) => JSON.parse(line).run).sort()).toEqual([6, 7]);
    rmSync(join(folder, 'failing.journal.jsonl'));
  });

  it.each(['1', '2'])('loses only the run whose policy never answers, with --run-timeout and %s workers', async (workers) => {
    const endless =
      "export default ({ seed }) => ({ name: 'endless', dependsOn: 'row', rank(_, row) { while (seed === 2137340694); return row; } });\n";
    writeFileSync(join(folder, 'endless.mjs'), endless);
    writeSweep('held-up', `axes: { ${TARGET}: [80] }\nreplications: 3\n`);
    const words = ['--policy', 'endless.mjs', '--run-timeout', '15s', '--workers', workers, '--out', `held-up-${workers}`];
    const { stdout, status } = await run('sweep', 'held-up.yaml', ...words);
    expect(status).toBe(1);
    expect(stdout).toMatch(/1 of 3 runs failed; runs\.csv says why\. The first: .*the run took longer than 15s \(--run-timeout\)/s);
    rmSync(join(folder, `held-up-${workers}.journal.jsonl`), { force: true });
  });

  it.each(['1', '2'])('loses only the run whose policy ends its process, with %s workers', async (workers) => {
    const leaver =
      "export default ({ seed }) => ({ name: 'leaver', dependsOn: 'row', rank: (_, row) => (seed === 2137340694 ? process.exit(0) : row) });\n";
    writeFileSync(join(folder, 'leaver.mjs'), leaver);
    writeSweep('left', `axes: { ${TARGET}: [80] }\nreplications: 3\n`);
    const { stdout, status } = await run('sweep', 'left.yaml', '--policy', 'leaver.mjs', '--workers', workers, '--out', `left-${workers}`);
    expect(status).toBe(1);
    expect(stdout).toMatch(/1 of 3 runs failed; runs\.csv says why\. The first: .*process\.exit\(0\)/s);
    expect(JSON.parse(readFileSync(join(folder, `left-${workers}/summary.json`), 'utf8'))).toMatchObject({ runs: 3, failed_runs: 1 });
    rmSync(join(folder, `left-${workers}.journal.jsonl`), { force: true });
  });

  it('refuses contradictory options before anything runs', async () => {
    writeSweep(
      'wrong',
      `axes:\n  cluster.capacityProviders.workers.autoScalingGruop.minSize: [1]\n  duration: [1h, soon]\nmetrics: [cost]\n`,
    );
    expect(await run('sweep', 'wrong.yaml')).toEqual({
      stdout: '',
      stderr: [
        'wrong.yaml:3:3 axes.cluster.capacityProviders.workers.autoScalingGruop.minSize: there is no autoScalingGruop in cluster.capacityProviders.workers; did you mean autoScalingGroup?',
        'wrong.yaml:4:3 axes.duration: "soon" is not a duration: write a number with its unit, such as "90s", "1h30m" or "7d" (ms, s, m, h, d, w; whole milliseconds, at most ten years)\n',
      ].join('\n'),
      status: 2,
      signal: null,
    });
    writeSweep('many', `axes: { ${TARGET}: { from: 1, to: 100, step: 1 } }\nreplications: 1000\n`);
    expect((await run('sweep', 'many.yaml')).stderr).toBe(
      'many.yaml: 100 points with 1000 replications each are 100,000 runs: give --yes if they are meant\n',
    );
    writeSweep('none', `axes: { ${TARGET}: [] }\nmetrics: [cots]\n`);
    expect((await run('sweep', 'none.yaml')).stderr).toMatch(
      /axes\..*targetCapacity: has no values: give at least one\n.* metrics\.0: there is no metric cots; did you mean cost\?\n$/s,
    );
    expect((await run('sweep', 'missing.yaml', '--workers', '1.5')).stderr).toBe('--workers 1.5: give a whole number from 1 to 1024\n');
    expect(leftovers()).toEqual([]);
  });
});

/** Rows of a Parquet file as those of the CSV file: a text with a comma in it is quoted there. */
async function parquetRows(path: string): Promise<string[]> {
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
  return rows.map((row) =>
    Object.values(row)
      .map((value) => value ?? '')
      .join(','),
  );
}
