import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type ColumnMap,
  FIELD_KINDS,
  type Field,
  OWN_COLUMNS,
  PLAIN_TASKS,
  parseColumnMap,
} from '../../src/workload/formats/column-map.js';
import { fixtureText } from '../workload/formats/fixtures.js';
import { readTrace } from '../workload/formats/read-trace.js';
import { pageText, ROOT } from './page.js';

/** The maps of the recipes, in their order on the page. */
const recipes = pageText('docs/traces.md').split('## Recipes')[1].split('\n## ')[0];
const [ALIBABA, GOOGLE] = [...recipes.matchAll(/--columns "?([^\s"]+)/g)].map(([, map]) => map);

async function tasksOf(text: string, map: string) {
  const { map: columns, mistakes } = parseColumnMap(map);
  expect(mistakes).toEqual([]);
  const { tasks, names, lines } = await readTrace(text, { format: 'csv', columns });
  expect(lines).toEqual([]);
  return names.map((name, i) => [name, tasks.arrivalMs[i], tasks.durationMs[i], tasks.cpu[i], tasks.memoryMib[i]]);
}

/** A map as `--columns` takes it. */
function mapText(map: ColumnMap, isOptional: boolean): string {
  const entries = Object.entries(map).filter(([, column]) => (column.isOptional ?? false) === isOptional);
  return entries.map(([field, { column, scale }]) => `${field}=${column}${unitText(field as Field, scale)}`).join(',');
}

function unitText(field: Field, scale: number): string {
  const { units, usual } = FIELD_KINDS[field];
  const unit = Object.keys(units).find((one) => units[one] === scale) ?? '';
  return unit === usual ? '' : `:${unit}`;
}

const codes = (texts: readonly string[]) => texts.map((text) => (text === '' ? '' : `\`${text}\``)).join(', ');

/** The tables are written anew with `npx vitest run --project node test/docs/traces.test.ts -u`. */
it('docs/traces.md has the columns of each format, and the fields of a map', async () => {
  const maps = Object.entries({ ...OWN_COLUMNS, 'csv, parquet': PLAIN_TASKS });
  const ofFormats = maps.map(([format, map]) => `| ${format} | ${codes([mapText(map, false)])} | ${codes([mapText(map, true)])} |`);
  const ofFields = Object.entries(FIELD_KINDS).map(([field, { units, usual, meaning }]) => {
    const others = Object.keys(units).filter((unit) => unit !== usual);
    return `| \`${field}\` | ${codes(usual === '' ? [] : [usual, ...others])} | ${meaning} |`;
  });
  const tables = {
    formats: ['| format | columns | if they are there |', '| --- | --- | --- |', ...ofFormats],
    fields: ['| field | units | meaning |', '| --- | --- | --- |', ...ofFields],
  };
  const page = pageText('docs/traces.md').replace(/<!-- (formats|fields) -->[\s\S]*?<!-- end -->/g, (_, name: keyof typeof tables) =>
    [`<!-- ${name} -->`, '', ...tables[name], '', '<!-- end -->'].join('\n'),
  );
  await expect(page).toMatchFileSnapshot(join(ROOT, 'docs/traces.md'));
});

describe('recipes of traces', () => {
  it('Alibaba: a row is several tasks; 100 is a core, and memory a hundredth of 256 GiB', async () => {
    // 0.5 x 2,621.44 = 1,310.72 MiB, 0.25 x 2,621.44 = 655.36, 2 x 2,621.44 = 5,242.88.
    expect(await tasksOf(fixtureText('alibaba-batch-tasks.csv'), ALIBABA)).toEqual([
      ...Array(2).fill(['M1', 60_000, 60_000, 1000, 1311]),
      ...Array(3).fill(['R2_1', 120_000, 60_000, 500, 655]),
      ['task_a', 0, Number.POSITIVE_INFINITY, 4000, 5243],
    ]);
  });

  it('Google: the script makes a task of each time that one was scheduled', async () => {
    const script = join(ROOT, 'docs/examples/google-tasks.py');
    const { stdout, stderr } = spawnSync('python3', [script], { input: fixtureText('google-task-events.csv'), encoding: 'utf8' });
    expect(stderr).toBe('');
    // 0.125 x 64 = 8 vCPU, 0.074 x 262,144 = 19,398.66 MiB; the first task was evicted after 4 s and came back for 60.
    expect(await tasksOf(stdout, GOOGLE)).toEqual([
      ['3418309-0', 0, 4000, 8000, 19_399],
      ['3418309-0', 6000, 60_000, 8000, 19_399],
      ['3418309-1', 1000, Number.POSITIVE_INFINITY, 32_000, 65_536],
    ]);
  });

  it('show the refusal of a file without a header that lacks a column or has a wrong number of tasks', async () => {
    const { map } = parseColumnMap('count=#1,cpu=#3');
    expect((await readTrace('1,2\n', { format: 'csv', columns: map })).lines).toEqual(['f: there is no column #3: its rows have 2']);
    expect((await readTrace('1.5,2,3\n', { format: 'csv', columns: map })).lines).toEqual([
      "f:1 #1: '1.5' is not a whole number of tasks, up to 1000000",
    ]);
  });
});
