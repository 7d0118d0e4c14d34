import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printed, runsShown, unaccounted } from './lessons.js';
import { pageText, ROOT } from './page.js';

const lessons = pageText('docs/course.md')
  .split(/^## (?=\d+\. )/m)
  .slice(1);

describe('docs/course.md', () => {
  it('has twelve lessons, each about a scenario of its own', () => {
    const scenarios = lessons.map((lesson) => [...new Set(runsShown(lesson).map(({ scenario }) => scenario))]);
    expect(scenarios.map((of) => of.length)).toEqual(Array(12).fill(1));
    expect(new Set(scenarios.flat()).size).toBe(12);
  });

  describe.each(lessons.map((lesson) => [lesson.split('\n')[0]!, lesson] as const))('%s', (_, lesson) => {
    it('asks a question, and answers it with a run of another kind', () => {
      expect(lesson).toMatch(/^\*\*Question\.\*\* [\s\S]*\?[\s\S]*<details><summary>Answer<\/summary>\n\n/m);
      const [first, ...variants] = runsShown(lesson);
      expect(first!.variant).toBeUndefined();
      expect(variants.length).toBeGreaterThan(0);
      for (const { variant } of variants) expect(variant).toBeDefined();
    });

    it('shows lines that its commands print, which end with exit code 0', async () => {
      for (const shown of runsShown(lesson)) {
        expect(shown.lines.length).toBeGreaterThan(0);
        const lines = await printed(shown);
        expect(lines).toEqual(expect.arrayContaining([...shown.lines]));
        expect(lines.filter((line) => line.startsWith('✗'))).toEqual([]);
      }
    });

    it('has no number in its prose that is not in its runs, in its scenario or worked out', () => {
      const files = runsShown(lesson).map(({ scenario }) => readFileSync(join(ROOT, scenario), 'utf8'));
      const [title = ''] = lesson.split('\n');
      expect(unaccounted(lesson.slice(title.length), files.join())).toEqual([]);
    });
  });
});
