import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TABLES } from '../../src/record/tables/all.js';
import type { Table } from '../../src/record/tables/column.js';
import { ROOT } from './page.js';

const PAGE = join(ROOT, 'docs/reference/outputs.md');

function sectionOf({ file, rows, columns }: Table<never>): string {
  const lines = columns.map(({ name, unit, description }) => `| \`${name}\` | ${unit} | ${description} |`);
  return [`## ${file}`, '', rows, '', '| column | unit | meaning |', '| --- | --- | --- |', ...lines, ''].join('\n');
}

/** The page with the sections of CSV files made anew from their tables; all else is as it was written. */
function page(): string {
  const [head, ...sections] = readFileSync(PAGE, 'utf8').split(/\n(?=## )/);
  const ofFile = new Map(Object.values(TABLES).map((table) => [table.file, sectionOf(table)]));
  const fileOf = (section: string) => /^## (\S+\.csv)\n/.exec(section)?.[1];
  return [head, ...sections.map((section) => ofFile.get(fileOf(section) ?? '') ?? section)].join('\n');
}

/** The sections are written anew with `npx vitest run --project node test/docs/outputs.test.ts -u`. */
describe('docs/reference/outputs.md', () => {
  it('describes the rows and columns of the tables of a run', async () => {
    await expect(page()).toMatchFileSnapshot(PAGE);
  });

  it('has a section for each CSV file of a run and for no other', () => {
    const headings = [...readFileSync(PAGE, 'utf8').matchAll(/^## (\S+\.csv)$/gm)].map(([, file]) => file);
    expect(headings).toEqual(Object.keys(TABLES));
  });

  it.each(Object.entries(TABLES))('names each column of %s once, with a sentence of plain text in one cell', (file, table) => {
    expect(table.file).toBe(file);
    const names = table.columns.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { description } of table.columns) expect(description).toMatch(/^[^|\n]+\.$/);
  });
});
