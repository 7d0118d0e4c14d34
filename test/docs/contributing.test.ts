import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeIn, pageText, ROOT, rowsOf } from './page.js';

const changes = rowsOf(pageText('CONTRIBUTING.md')).filter(({ heading }) => heading.startsWith('### '));
/** A folder or file for the change itself, under a name of its own. */
const OWN = /NAME|SUBJECT/;

const sizes = rowsOf(pageText('CONTRIBUTING.md')).filter(({ heading }) => heading === '## What the code is made of');

function linesIn(folder: string): number {
  const files = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }).filter(({ name }) =>
    /\.(tsx?|m?js|css)$/.test(name),
  );
  return files.reduce((sum, { parentPath, name }) => sum + readFileSync(join(parentPath, name), 'utf8').split('\n').length - 1, 0);
}

describe('CONTRIBUTING.md', () => {
  it.each(sizes.map(({ cells }) => [cells[0]!, Number(cells[2])] as const))('%s have about %d thousand lines', (folders, thousands) => {
    const lines = codeIn(folders).reduce((sum, folder) => sum + linesIn(folder), 0);
    expect(Math.abs(lines / 1000 / thousands - 1), `${lines} lines`).toBeLessThan(0.25);
  });

  it('gives the size of each folder of the sources once', () => {
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const named = sizes.flatMap(({ cells }) => codeIn(cells[0]!)).filter((folder) => folder.startsWith('src/'));
    expect(named.sort()).toEqual(folders.map(({ name }) => `src/${name}`).sort());
  });

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
