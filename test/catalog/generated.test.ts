import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const committed = join(root, 'src/catalog/data');
const sources = join(root, 'data/catalog');
const out = mkdtempSync(join(tmpdir(), 'drydock-catalogue-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe('the catalogue', () => {
  it('is what its generator writes from the CSV files of the repository, to the byte', () => {
    execFileSync(process.execPath, [join(root, 'scripts/build-catalog.mjs'), out]);
    expect(readdirSync(out)).toEqual(readdirSync(committed));
    for (const name of readdirSync(out)) expect(readFileSync(join(out, name), 'utf8')).toBe(readFileSync(join(committed, name), 'utf8'));
  });

  it.each(readdirSync(sources))('%s has a source in each row', (name) => {
    const rows = parse(readFileSync(join(sources, name)), { columns: true }) as Record<string, string>[];
    expect(rows.length).toBeGreaterThan(20);
    const prices = (row: Record<string, string>, pattern: RegExp) =>
      Object.entries(row).some(([key, value]) => pattern.test(key) && value !== '');
    const bare = rows.filter((row) =>
      name === 'prices.csv'
        ? (prices(row, /^usd_h_us_east_1$/) && row.source_us_east_1 === '') ||
          (prices(row, /^usd_h_(?!us_east_1)/) && row.source_other === '') ||
          (prices(row, /^spot_savings/) && row.spot_source === '')
        : !row.source,
    );
    expect(bare).toEqual([]);
  });
});
