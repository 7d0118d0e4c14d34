import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CHANGED_DEFAULTS, type ChangedDefault } from '../../src/scenario/changed-defaults.js';
import { PLAUSIBLE } from '../../src/scenario/plausible/plausible.js';
import { pageText, ROOT } from './page.js';
import { schemaEntries } from './schema-entries.js';

const PAGE = 'docs/migration.md';
const entries = schemaEntries();
const bases = new Map(PLAUSIBLE.map(({ path, basis }) => [path, basis]));
/** An id of a rule or of a measurement. */
const ID = /\b[A-Z]\.[A-Z]*-?[A-Z0-9]+(?:-\d+)?\b/g;

/** With all defaults of today that the setting has, by the image of instances. */
function rowOf({ setting, before }: ChangedDefault): string {
  const { description } = entries.get(setting)!;
  const meaning = description.replace(/ Default: .*?\.(?= |$)/, '').replaceAll('|', '\\|');
  const now = CHANGED_DEFAULTS.flatMap((other) => (other.setting === setting ? [`\`${other.now}\``] : [])).join(' or ');
  const sources = [...new Set(`${bases.get(setting) ?? ''} ${description}`.match(ID))];
  return `| \`${setting}: ${before}\` | ${meaning} | ${now} | ${sources.join(', ')} |`;
}

/** The page with its table made anew from the changed defaults. */
function withRows(page: string): string {
  const head = ['| restores the earlier behaviour | what it is | default now | source |', '| --- | --- | --- | --- |'];
  const table = [...head, ...new Set(CHANGED_DEFAULTS.map(rowOf))].join('\n');
  return page.replace(/<!-- defaults -->[\s\S]*?<!-- end -->/, () => `<!-- defaults -->\n${table}\n<!-- end -->`);
}

/** The table is written anew with `npx vitest run --project node test/docs/migration.test.ts -u`. */
it('docs/migration.md has a row for each changed default, with the value that restores the earlier behaviour', async () => {
  await expect(withRows(pageText(PAGE))).toMatchFileSnapshot(join(ROOT, PAGE));
});

it('each changed default is a setting, and its new value the default of the schema where that has one', () => {
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
