import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeIn, pageText, ROOT, rowsOf } from './page.js';

const changes = rowsOf(pageText('CONTRIBUTING.md')).filter(({ heading }) => heading.startsWith('### '));
/** A folder or file for the change itself, under a name of its own. */
const OWN = /NAME|SUBJECT/;

describe('CONTRIBUTING.md', () => {
  it('has a list of files for each kind of change', () => {
    const kinds = [...new Set(changes.map(({ heading }) => heading))];
    expect(kinds).toEqual(
      expect.arrayContaining([
        '### A rule of ECS',
        '### A placement strategy',
        '### A column of a CSV file',
        '### A study',
        '### A kind of capacity provider',
        '### A chart',
        '### An instance family',
      ]),
    );
  });

  it.each(changes.map(({ heading, cells }) => [heading.slice(4), cells[0]!] as const))('%s: %s', (_, cell) => {
    const files = codeIn(cell);
    expect(files).not.toEqual([]);
    for (const file of files) expect(existsSync(join(ROOT, OWN.test(file) ? file.split(OWN)[0]! : file)), file).toBe(true);
  });
});
