import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { experiments, filesOf, killAt, writeSmall } from './experiment-program.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-optimise-'));
const { run, start } = experiments(folder);
const TARGET = 'cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity';
const MAX = 'cluster.capacityProviders.workers.autoScalingGroup.maxSize';
const leftovers = () => readdirSync(folder).filter((name) => name.startsWith('.') || name.includes('journal'));
const written = (name: string) => JSON.parse(readFileSync(join(folder, name, 'summary.json'), 'utf8'));
const rows = (path: string) =>
  readFileSync(join(folder, path), 'utf8')
    .trimEnd()
    .split('\r\n')
    .map((row) => row.split(','));

function write(name: string, text: string): void {
  writeFileSync(join(folder, `${name}.yaml`), `scenario: base.yaml\n${text}`);
}

/** Boots take their time, by chance: more room empty is less waiting. */
const SPACE = `axes:\n  ${TARGET}: { from: 20, to: 100, step: 10 }\n  ${MAX}: [8, 10]\n`;
const SHORT = 'replications: 6\nfirstReplications: 2\nfinalists: 5\n';

beforeAll(async () => {
  writeSmall(folder, 'base', (text) =>
    `${text}  instanceBoot: { lognormal: { median: 60s, p95: 120s } }\n`.replace('timings: { imagePull: 7s }', 'timings:\n  imagePull: 7s'),
  );
  write('space', `objectives: [below_desired_task_minutes <= 6]\n${SPACE}${SHORT}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('drydock optimise', () => {
  it('finds what trying everything finds, and gives the same bytes with one worker and with three', async () => {
    const [one, three] = await Promise.all([
      run('optimise', 'space.yaml', '--workers', '1', '--out', 'one'),
      run('optimise', 'space.yaml', '--workers', '3', '--out', 'three'),
    ]);
    expect([one, three].map(({ stderr, status }) => ({ stderr, status }))).toEqual(Array(2).fill({ stderr: '', status: 0 }));
    expect(filesOf(join(folder, 'three'))).toEqual(filesOf(join(folder, 'one')));
    write('all', `objectives: [below_desired_task_minutes <= 6]\n${SPACE}replications: 30\nfinalists: 18\n`);
    expect((await run('optimise', 'all.yaml', '--out', 'all')).status).toBe(0);
    expect(written('one').winner.values[TARGET]).toBe(written('all').winner.values[TARGET]);
    expect(one.stdout).toMatch(/^The cheapest that meets below_desired_task_minutes <= 6 costs \$/);
    expect(one.stdout.split('\n').filter((line) => line.length > 120 && !/--set/.test(line))).toEqual([]);
    expect(leftovers()).toEqual([]);
  });

  it('reports nothing of points that did not reach the last round, and everything of all runs', async () => {
    const { finalists, rounds, runs } = written('one');
    expect(rounds).toEqual([
      { points: 18, replications: 2 },
      { points: 6, replications: 6 },
      { points: 5, replications: 6 },
    ]);
    expect([finalists.length, runs, rows('one/runs.csv').length - 1]).toEqual([5, 36 + 24 + 30, 90]);
    const [head, ...points] = rows('one/summary.csv');
    expect(points).toHaveLength(18);
    const finished = points.filter((cells) => cells[head.indexOf('cost_usd_mean')] !== '');
    expect(finished.map((cells) => Number(cells[0]))).toEqual(finalists.map(({ point }: { point: number }) => point));
    expect(new Set(finished.map((cells) => cells[head.indexOf('replications')]))).toEqual(new Set(['6']));
  });

  it('leaves a warm-up out of every run, objectives and cost alike, and reports no bound, which would be of whole runs', async () => {
    write('two', `objectives: [instance_hours <= 9]\naxes: { ${TARGET}: [80, 100] }\nreplications: 5\n`);
    for (const [out, ...words] of [['whole'], ['late', '--warm-up', '1h']])
      expect((await run('optimise', 'two.yaml', ...words, '--out', out!)).status).toBeLessThan(2);
    const [whole, late] = [written('whole'), written('late')];
    expect([whole.warm_up_ms, late.warm_up_ms]).toEqual([undefined, 3_600_000]);
    expect(late.command).toContain('--warm-up 1h');
    for (const [i, finalist] of late.finalists.entries()) {
      expect(finalist.cost_usd.mean).toBeLessThan(whole.finalists[i].cost_usd.mean);
      const found = (of: typeof finalist) => of.by_objective['instance_hours <= 9'].found.mean;
      expect(found(finalist)).toBeLessThan(found(whole.finalists[i]));
    }
    expect(late.finalists[0].bound).toMatch(/^it covers a whole run/);
    expect((await run('optimise', 'two.yaml', '--warm-up', '9d')).stderr).toMatch(/--warm-up 9d leaves nothing of 2h/);
  });

  it('bounds the front from below, and the front gets dearer and quicker', () => {
    const [head, ...front] = rows('one/front.csv');
    const column = (name: string) => front.map((cells) => Number(cells[head.indexOf(name)]));
    const [cost, wait, run_, least] = ['cost_usd_mean', 'wait_p95_ms_mean', 'run_cost_on_demand_usd', 'least_cost_on_demand_usd'].map(
      column,
    );
    expect(front.length).toBeGreaterThan(1);
    expect(cost).toEqual(cost.toSorted((a, b) => a - b));
    expect(wait).toEqual(wait.toSorted((a, b) => b - a));
    for (const [i, usd] of least.entries()) expect(usd > 0 && usd <= run_[i]).toBe(true);
  });

  it('leaves a scenario of the answer that runs to what the search found', async () => {
    const { winner, seeds } = written('one');
    const { stdout, status } = await run('run', 'one/winner.yaml', '--seed', String(seeds[0]), '--json', '--out', 'again');
    expect(status).toBe(0);
    const [head, ...runs] = rows('one/runs.csv');
    const same = runs.find(
      (cells) => cells[head.indexOf('seed')] === String(seeds[0]) && cells[head.indexOf('point')] === String(winner.point),
    )!;
    expect(stdout).toContain(same[head.indexOf('digest')]);
  });

  it('killed again and again goes on with --resume to the same bytes', async () => {
    const words = ['optimise', 'space.yaml', '--out', 'killed'];
    const journal = join(folder, 'killed.journal.jsonl');
    for (const [lines, ...more] of [[5], [45, '--resume', '--workers', '1'], [70, '--resume']] as const)
      expect(await killAt(start(...words, ...more), journal, lines)).toBe(true);
    expect(await run(...words, '--resume')).toMatchObject({ stderr: '', status: 0 });
    const [killed, one] = ['killed', 'one'].map((name) => filesOf(join(folder, name)));
    const apart = Object.keys(one).filter((file) => one[file] !== killed[file]);
    expect(apart).toEqual([]);
  });

  it('names the objective that no point meets, and the best value', async () => {
    write('never', `objectives: [p95_wait_s <= 1, cost_usd < 1000]\naxes: { ${TARGET}: [60, 100] }\nreplications: 5\n`);
    const { stdout, status } = await run('optimise', 'never.yaml', '--out', 'never');
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^No point is shown to meet wait_p95_ms <= 1s and cost_usd < 1000\.\nNothing meets wait_p95_ms <= 1s: the nearest came to .*, with targetCapacity \d+\.\n/,
    );
    expect(stdout).not.toContain('Nothing meets cost_usd');
    expect(readdirSync(join(folder, 'never'))).not.toContain('winner.yaml');
  });

  it('leaves out points of which a run fails, goes on, and keeps what did not fail', async () => {
    const group = 'cluster.capacityProviders.workers.autoScalingGroup';
    write('failing', `objectives: [cost_usd < 1000]\naxes: { ${group}.minSize: [1, 5], ${group}.maxSize: [9, 4] }\nreplications: 5\n`);
    const { stdout, stderr, status } = await run('optimise', 'failing.yaml', '--out', 'failing');
    expect(stderr).toBe('optimise: failing.journal.jsonl keeps the runs that did not fail; --resume tries the others again\n');
    rmSync(join(folder, 'failing.journal.jsonl'));
    expect([status, written('failing').finalists.length, written('failing').failed_runs]).toEqual([0, 3, 5]);
    expect(stdout).toMatch(/5 of 20 runs failed, and\s+their points with them; runs\.csv says why/);
  });

  it('refuses contradictory options before anything runs', async () => {
    write(
      'wrong',
      `objectives: [p95_wiat <= 20, cost_usd == 5, services.apy.wait_p95_ms < 1s]\nwaiting: cpu_reserved\naxes: { ${TARGET}: [60] }\n`,
    );
    expect((await run('optimise', 'wrong.yaml')).stderr).toBe(
      [
        'wrong.yaml:2:14 objectives.0: there is no figure "p95_wiat"; did you mean wait_p95_ms?',
        'wrong.yaml:2:30 objectives.1: == is no limit that a mean can keep: write one of <= >= < >',
        'wrong.yaml:2:45 objectives.2: there is no "apy" in services; did you mean api?',
        'wrong.yaml:3:1 waiting: cpu_reserved is not better when it is lower: the front has cost and something else to keep low\n',
      ].join('\n'),
    );
    write('path', `objectives: [cost_usd < 5]\naxes: { ${TARGET}y: [60] }\n`);
    expect((await run('optimise', 'path.yaml')).stderr).toMatch(/there is no targetCapacityy in .*; did you mean targetCapacity\?\n$/);
    write(
      'many',
      `objectives: [cost_usd < 5]\naxes: { ${TARGET}: { from: 1, to: 100, step: 1 }, duration: { from: 1s, to: 81s, step: 1s } }\n`,
    );
    expect((await run('optimise', 'many.yaml')).stderr).toBe(
      'many.yaml: 8,100 points in 4 rounds take 50,640 runs: give --yes if they are meant\n',
    );
    write(
      'huge',
      `objectives: [cost_usd < 5]\naxes: { ${TARGET}: { from: 1, to: 100, step: 0.001 }, duration: { from: 1s, to: 81s, step: 1s } }\n`,
    );
    expect((await run('optimise', 'huge.yaml', '--yes')).stderr).toMatch(
      /^huge\.yaml: there are 8,019,081 points, at most 1,000,000 can be tried/,
    );
    write('none', `axes: { ${TARGET}: [60] }\n`);
    expect(await run('optimise', 'none.yaml')).toMatchObject({ stderr: expect.stringContaining('objectives'), status: 2 });
    expect(leftovers()).toEqual([]);
  });
});
