import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CSV_COLUMNS } from '../../src/report/csv/columns.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/reference/outputs.md'), 'utf8');

/** The first cells of the table under a heading. */
function documented(file: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${file}\n`)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \| .{3,} \|$/gm)].map(([, column]) => column);
}

describe('docs/reference/outputs.md', () => {
  it.each(Object.entries(CSV_COLUMNS))('names the columns of %s in their order, each with its meaning', (file, columns) => {
    expect(documented(file)).toEqual(columns);
  });

  it('documents no CSV file that is not written', () => {
    const headings = [...page.matchAll(/^## (.+\.csv)$/gm)].map(([, file]) => file);
    expect(headings.sort()).toEqual(Object.keys(CSV_COLUMNS).sort());
  });
});
