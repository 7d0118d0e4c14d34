import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyModule } from '../../src/run/policy-module.js';
import { writeSmall } from './experiment-program.js';
import { drydock } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-policies-'));
const run = (...words: string[]) => drydock(words, { cwd: folder });
const AXIS = 'axes: { placement.policy: [best-fit, worst-fit] }\nreplications: 2\n';

beforeAll(() => {
  writeSmall(folder, 'base');
  const algorithm = (name: string) =>
    `export default () => ({ name: '${name}', dependsOn: 'row', rank: (fleet, row) => -fleet.memoryMibFree[row] });\n`;
  writeFileSync(join(folder, 'mine.mjs'), algorithm('roomiest'));
  writeFileSync(join(folder, 'named.yaml'), `scenario: base.yaml\n${AXIS}`);
  writeFileSync(join(folder, 'modules.yaml'), `scenario: base.yaml\n${AXIS.replace('worst-fit', './mine.mjs')}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('policies of a sweep', () => {
  it.each(['./mine.mjs', 'first-fit'])('refuses --policy %s where the axis chooses the policy of each row', async (policy) => {
    const name = policy === 'first-fit' ? policy : 'roomiest';
    expect(await run('sweep', 'named.yaml', '--policy', policy)).toMatchObject({
      stdout: '',
      stderr: `named.yaml:2:9 axes.placement.policy: chooses the policy of each point, and --policy ${name} would place the tasks of all of them: leave out one of the two\n`,
      status: 2,
    });
  });

  it('runs a module of an axis only with --allow-code', async () => {
    expect(await run('sweep', 'modules.yaml')).toMatchObject({
      stdout: '',
      stderr:
        'modules.yaml:2:9 axes.placement.policy: ./mine.mjs is a module, and its code runs with your rights: give --allow-code if you trust it\n',
      status: 2,
    });
  });

  it('names in each row what placed its tasks, with one worker and with three', async () => {
    for (const workers of ['1', '3'])
      expect(await run('sweep', 'modules.yaml', '--allow-code', '--workers', workers, '--out', `of${workers}`)).toMatchObject({
        stderr: '',
        status: 0,
      });
    const { sha256 } = policyModule(join(folder, 'mine.mjs'));
    const rows = (await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, 'of3/runs.parquet')) })) as Record<
      string,
      unknown
    >[];
    expect(rows.map((row) => [row['placement.policy'], row.policy, row.scaler])).toEqual([
      ...Array(2).fill(['best-fit', 'best-fit', 'CapacityProviderReservation']),
      ...Array(2).fill(['./mine.mjs', `roomiest (mine.mjs ${sha256})`, 'CapacityProviderReservation']),
    ]);
    const csv = (name: string) => readFileSync(join(folder, name, 'runs.csv'), 'utf8');
    expect(csv('of3')).toBe(csv('of1'));
    // The same module for all points gives the same runs.
    writeFileSync(join(folder, 'one.yaml'), 'scenario: base.yaml\naxes: { name: [base] }\nreplications: 2\n');
    expect(await run('sweep', 'one.yaml', '--policy', './mine.mjs', '--workers', '1', '--out', 'one')).toMatchObject({
      stderr: '',
      status: 0,
    });
    const digests = (name: string) =>
      csv(name)
        .split('\r\n')
        .slice(1)
        .flatMap((row) => /,([0-9a-f]{16}),\d+,/.exec(row)?.[1] ?? []);
    expect(digests('one')).toEqual(digests('of3').slice(2));
    expect(digests('of3').slice(0, 2)).not.toEqual(digests('of3').slice(2));
  });

  it('refuses a variant with a policy of its own beside --policy', async () => {
    const words = ['compare', 'base.yaml', '--variant', 'loose: placement.policy=worst-fit', '--policy', './mine.mjs'];
    expect(await run(...words)).toMatchObject({
      stderr: 'loose: it chooses a policy, and --policy roomiest would place its tasks: leave out one of the two\n',
      status: 2,
    });
  });
});
