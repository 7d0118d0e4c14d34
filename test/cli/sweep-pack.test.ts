import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drydock } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-sweep-pack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const command = (...words: string[]) => drydock(words, { cwd: folder });
const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const rowsOf = (file: string) => parse(read(file), { columns: true }) as Record<string, string>[];

/** Four tasks of 1 vCPU that stay, on machines of 2: first-fit fills two, worst-fit opens four. One machine refuses two of them. */
const SWEEP = `name: fill
pack: { format: csv, tasks: four.csv, machineCpu: 2, machineMemory: 100, arrivalsOnly: true }
axes:
  machines: [4, 1]
  policy: [first-fit, worst-fit]
replications: 2
metrics: [nodesInUseEnd, failed]
published:
  source: A & B, 100 % by hand
  values:
    - { machines: 4, policy: first-fit, nodes_in_use_end: 3 }
    - { machines: 4, policy: worst-fit, nodes_in_use_end: { value: 4, least: 3, most: 5 } }
`;

beforeAll(() => {
  writeFileSync(join(folder, 'four.csv'), 'cpu,memory_mib\n1,10\n1,10\n1,10\n1,10\n');
  writeFileSync(join(folder, 'fill.yaml'), SWEEP);
});

describe('a sweep of a packing', () => {
  beforeAll(async () => expect(await command('sweep', 'fill.yaml', '--out', 'out', '--paper')).toMatchObject({ stderr: '', status: 0 }));

  it('replays every fleet under every policy with every seed, and names what placed the tasks', () => {
    const rows = rowsOf('out/runs.csv');
    expect(rows).toHaveLength(2 * 2 * 2);
    expect(
      rows.filter((_, i) => i % 2 === 0).map((row) => [row.machines, row.policy, row.placed_by, row.nodes_in_use_end, row.failed]),
    ).toEqual([
      ['4', 'first-fit', 'first-fit', '2', '0'],
      ['4', 'worst-fit', 'worst-fit', '4', '0'],
      ['1', 'first-fit', 'first-fit', '1', '2'],
      ['1', 'worst-fit', 'worst-fit', '1', '2'],
    ]);
    for (const { digest } of rows) expect(digest).toMatch(/^[0-9a-f]{16}$/);
  });

  it('writes the same rows as Parquet', async () => {
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, 'out/runs.parquet')) });
    const shown = rows.map((row) => [row.policy, row.nodes_in_use_end]);
    expect(shown).toEqual(rowsOf('out/runs.csv').map((row) => [row.policy, Number(row.nodes_in_use_end)]));
  });

  it('sets published values beside its own, with the error', () => {
    const rows = rowsOf('out/published.csv').map((row) => [row.policy, row.published, row.here, row.error, row.error_percent, row.within]);
    expect(rows).toEqual([
      ['first-fit', '3', '2', '-1', '-33.3333333', ''],
      ['worst-fit', '4', '4', '0', '0', 'true'],
    ]);
  });

  it('writes a table for LaTeX and one for Markdown', () => {
    expect(read('out/paper/table.md').split('\n').slice(2, 5)).toEqual([
      '| machines | policy | Nodes in use in the end | Published | Error | Tasks failed |',
      '| --- | --- | ---: | ---: | ---: | ---: |',
      '| 4 | first-fit | 2.0 | 3.0 | −1.0 | 0.0 |',
    ]);
    const latex = read('out/paper/table.tex');
    expect(latex).toContain('    4 & first-fit & 2.0 & 3.0 & $-$1.0 & 0.0 \\\\\n');
    expect(latex).toContain('Published: A \\& B, 100 \\% by hand.');
    expect(readdirSync(join(folder, 'out/paper/charts')).filter((name) => name.endsWith('.svg')).length).toBeGreaterThan(0);
  });

  it('names all points that share the best value', async () => {
    // One machine is in use under either policy; four machines take two or four.
    const { stdout } = await command('sweep', 'fill.yaml', '--out', 'tied');
    expect(stdout.replaceAll('\n', ' ')).toContain(
      'The lowest nodes in use in the end is 1.0, the same at 2 of 4 points: machines 1, policy first-fit; machines 1, policy worst-fit.',
    );
  });

  it('reports no effect on a metric that is the same at all points', async () => {
    writeFileSync(join(folder, 'enough.yaml'), SWEEP.replace('[4, 1]', '[4, 3]').replace(/published:[\s\S]*/, ''));
    const { stdout } = await command('sweep', 'enough.yaml', '--out', 'enough');
    expect(stdout).toContain('Tasks failed: 0.0 at every value of every axis.');
  });

  it('reports for a curve the first metric and those with published values, and draws all of it on the page', async () => {
    // On four machines of two vCPUs a task is 12.5 % of them.
    const metrics = SWEEP.replace('nodesInUseEnd, failed', 'nodesInUse_50, nodesInUse_12, nodesInUse_25, failed');
    writeFileSync(join(folder, 'curve.yaml'), metrics.replaceAll('nodes_in_use_end', 'nodes_in_use_25'));
    const { stdout, stderr } = await command('sweep', 'curve.yaml', '--out', 'curve');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Point +machines +policy +Nodes in use at 50 % of demand +Nodes in use at 25 % of demand +Tasks failed$/m);
    expect(stdout).not.toContain('Nodes in use at 12 %');
    expect(stdout).toContain('Nodes in use: the rest of the curve is on the page and in summary.csv.');
    expect(read('curve/report.html')).toContain('Nodes in use by arrived demand: 4');
    expect(rowsOf('curve/summary.csv').slice(0, 2)).toEqual([
      expect.objectContaining({ policy: 'first-fit', nodes_in_use_12_mean: '1', nodes_in_use_25_mean: '1' }),
      expect.objectContaining({ policy: 'worst-fit', nodes_in_use_12_mean: '1', nodes_in_use_25_mean: '2' }),
    ]);
  });

  it('states what repeats it: version, build, command, seeds and hashes', () => {
    const text = read('out/paper/reproducibility.md');
    const { engine_version: engine, experiment_hash: hash, seeds, command: words } = JSON.parse(read('out/summary.json'));
    const [version, build] = engine.split('+');
    for (const part of [`Drydock ${version}, build ${build},`, hash, `Seeds: ${seeds.join(', ')}`, `${words} --paper`])
      expect(text).toContain(part);
    expect(text).toMatch(/\| four\.csv \| [0-9a-f]{64} \|/);
    expect(text).toMatch(/\| fill\.yaml \| [0-9a-f]{64} \|/);
    expect(read('out/paper/citation.bib')).toContain('author  = {{The Drydock authors}}');
  });

  it('is the same with two threads', async () => {
    expect((await command('sweep', 'fill.yaml', '--out', 'two', '--workers', '2')).status).toBe(0);
    for (const file of ['runs.csv', 'summary.csv', 'published.csv']) expect(read(`two/${file}`)).toBe(read(`out/${file}`));
    expect(existsSync(join(folder, 'two/paper'))).toBe(false);
  });

  it('agrees with drydock pack on the same seed', async () => {
    const seed = rowsOf('out/runs.csv')[0].seed;
    const words = ['--tasks', 'four.csv', '--machines', '4', '--machine-cpu', '2', '--machine-memory', '100', '--arrivals-only'];
    const { stdout } = await command('pack', '--format', 'csv', ...words, '--policies', 'worst-fit', '--seeds', seed, '--json');
    expect(JSON.parse(stdout).policies[0]).toMatchObject({ nodesInUseEndMean: 4, failedMean: 0 });
  });
});

describe('the subject of a sweep of a packing', () => {
  it('is the file of one trace, also as an axis, and the number of several', async () => {
    const text = async (tasks: string) => {
      writeFileSync(
        join(folder, 'of.yaml'),
        SWEEP.replace('tasks: four.csv, ', '')
          .replace('axes:', `axes:\n  tasks: [${tasks}]`)
          .replace(/published:[\s\S]*/, ''),
      );
      return (await command('sweep', 'of.yaml', '--out', `of-${tasks.length}`)).stdout.split('\n')[0];
    };
    writeFileSync(join(folder, 'two.csv'), 'cpu,memory_mib\n1,10\n1,10\n');
    expect(await text('four.csv')).toContain('8 runs of four.csv.');
    expect(await text('four.csv, two.csv')).toContain('16 runs of 2 traces.');
  });
});

describe('a module among the policies', () => {
  beforeAll(() => {
    writeFileSync(join(folder, 'mine.mjs'), "export default () => ({ name: 'mine', dependsOn: 'row', rank: (_f, row) => -row });\n");
    writeFileSync(join(folder, 'mine.yaml'), SWEEP.replace('worst-fit]', './mine.mjs]').replace(/published:[\s\S]*/, ''));
  });

  it('runs with --allow-code alone, and is reported by its hash', async () => {
    const refused = await command('sweep', 'mine.yaml', '--out', 'mine');
    expect(refused.stderr).toMatch(
      /^mine\.yaml:5:3 axes\.policy: \.\/mine\.mjs is a module, and its code runs with your rights: give --allow-code if you trust it\n$/,
    );
    expect(refused.status).toBe(2);
    expect(await command('sweep', 'mine.yaml', '--out', 'mine', '--allow-code')).toMatchObject({ stderr: '', status: 0 });
    expect(rowsOf('mine/runs.csv')[2]).toMatchObject({
      policy: './mine.mjs',
      placed_by: expect.stringMatching(/^mine \(mine\.mjs [0-9a-f]{16}\)$/),
    });
  });
});

describe('mistakes of a sweep of a packing', () => {
  it('are reported all at once, with their places', async () => {
    writeFileSync(
      join(folder, 'bad.yaml'),
      `pack: { format: csv, tsks: four.csv, policy: frst-fit }
axes: { machines: [1, 2] }
set: { duration: 2d }
metrics: [nodesInUsEnd, failed]
published: { source: x, values: [{ failed: 1 }, { machines: 2, faild: 1 }] }
`,
    );
    const { stderr, status } = await command('sweep', 'bad.yaml', '--policy', 'best-fit');
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^bad\.yaml:1:\d+ pack\.tsks: is no option of a packing; did you mean tasks\?$/),
      expect.stringMatching(/^bad\.yaml:1:\d+ pack\.policy: there is no policy 'frst-fit'; did you mean first-fit\?$/),
      expect.stringMatching(/^bad\.yaml:3:1 set: is of a scenario/),
      expect.stringMatching(/^bad\.yaml:4:\d+ metrics\.0: there is no metric nodesInUsEnd of a packing; did you mean nodesInUseEnd\?$/),
      expect.stringMatching(/^bad\.yaml:5:\d+ published\.values\.0: fits 2 points of the sweep: say the value of each of machines$/),
      expect.stringMatching(
        /^bad\.yaml:5:\d+ published\.values\.1\.faild: is neither a path nor a metric of this sweep; did you mean failed\?$/,
      ),
      '--policy: a sweep of a packing names its policies in its file',
    ]);
  });

  it('of traces and fleets are found before any run', async () => {
    writeFileSync(join(folder, 'none.yaml'), SWEEP.replace('tasks: four.csv', 'tasks: none.csv').replace('machineCpu: 2, ', ''));
    const { stderr, status } = await command('sweep', 'none.yaml', '--out', 'none');
    expect(stderr.trim().split('\n')).toEqual([
      'none.yaml: machineCpu: say how many vCPUs each machine has',
      expect.stringMatching(/^none\.yaml: .*none\.csv: there is no such file$/),
    ]);
    expect([status, existsSync(join(folder, 'none'))]).toEqual([2, false]);
    writeFileSync(join(folder, 'twice.yaml'), SWEEP.replace('machineCpu: 2, ', "machineCpu: 2, fleet: 'm5.large:1', "));
    expect((await command('sweep', 'twice.yaml', '--out', 'twice')).stderr).toBe(
      'twice.yaml: give the fleet by one of nodes FILE, machines N with machineCpu and machineMemory, and fleet TYPE:N; 2 of them are given\n',
    );
  });

  it('are that a file has both a scenario and a packing, or neither', async () => {
    writeFileSync(join(folder, 'both.yaml'), `scenario: x.yaml\n${SWEEP}`);
    expect((await command('sweep', 'both.yaml')).stderr).toBe('both.yaml:1:1 scenario: excludes pack: give one of the two\n');
    writeFileSync(join(folder, 'neither.yaml'), 'axes: { a: [1] }\n');
    expect((await command('sweep', 'neither.yaml')).stderr).toMatch(
      /scenario: is missing: name the file of a scenario, or give a trace under pack\n$/,
    );
  });
});
