import { describe, expect, it } from 'vitest';
import { pageText } from './page.js';
import { schemaEntries } from './schema-entries.js';

const TITLE = '## What happened, and the key that says it';
const PAGE = pageText('docs/reference/scenario/README.md');
/** What happened, and its keys. */
const rows = PAGE.slice(PAGE.indexOf(TITLE), PAGE.indexOf('## Values'))
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('`'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, happened, keys]) => ({ happened: happened!, keys: [...keys!.matchAll(/`([^`]+)`/g)].map(([, key]) => key!) }));
/** Keys of one kind of object have it after their path. */
const known = new Set([...schemaEntries().keys()].flatMap((path) => [path, path.replace(/ \(\w+\)$/, '')]));

describe(TITLE.slice(3), () => {
  it('has a page of rows, each with a key', () => {
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.length).toBeLessThanOrEqual(25);
    expect(rows.filter(({ keys }) => keys.length === 0)).toEqual([]);
  });

  it.each(rows)('$happened: $keys', ({ keys }) => {
    expect(keys.filter((key) => !known.has(key) && !known.has(`faults[].type (${key})`))).toEqual([]);
  });
});
