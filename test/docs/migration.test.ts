import { expect, it } from 'vitest';
import { CHANGED_DEFAULTS } from '../../src/scenario/changed-defaults.js';
import { codeIn, pageText, rowsOf } from './page.js';
import { schemaEntries } from './schema-entries.js';

const rows = rowsOf(pageText('docs/migration.md'));
/** The cell that names what restores the earlier behaviour. */
const restoring = rows.flatMap(({ cells }) => codeIn(cells[3] ?? ''));
const written = CHANGED_DEFAULTS.map(({ setting, before }) => `${setting}: ${before}`);

it('docs/migration.md has a row for each changed default, with the value that restores the earlier behaviour', () => {
  expect(written.filter((text) => !restoring.includes(text))).toEqual([]);
});

it('validate knows each setting that docs/migration.md names', () => {
  expect(restoring.filter((text) => !written.includes(text))).toEqual([]);
});

it('each changed default is a setting, and its new value the default of the schema where that has one', () => {
  const entries = schemaEntries();
  for (const { setting, now } of CHANGED_DEFAULTS) {
    const standard = entries.get(setting);
    expect(standard, setting).toBeDefined();
    expect(standard!.default ?? now, setting).toBe(now);
  }
});

it('the table is in the order of its settings', () => {
  const settings = CHANGED_DEFAULTS.map(({ setting }) => setting);
  expect(settings).toEqual([...settings].sort());
});
