import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Headline, METRICS } from '../../src/record/metrics.js';
import { shownMetrics } from '../../src/report/shown-metrics.js';
import { codeIn, pageText, ROOT, rowsOf } from './page.js';

const TERMS_MAX = 60;

const rows = rowsOf(pageText('docs/glossary.md'));
const cellsOf = (isOfReport: boolean) =>
  rows.filter(({ heading }) => (heading === '## Words of a report') === isOfReport).map(({ cells }) => cells);
const terms = cellsOf(false);
const ofReport = cellsOf(true);

function sourceText(): string {
  const files = (readdirSync(join(ROOT, 'src'), { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));
  return files.map((file) => readFileSync(join(ROOT, 'src', file), 'utf8')).join('\n');
}

describe('docs/glossary.md', () => {
  it('has at most 60 terms, each once', () => {
    expect(terms.length).toBeLessThanOrEqual(TERMS_MAX);
    expect(new Set(terms.map(([term]) => term)).size).toBe(terms.length);
  });

  it('explains every figure that a table of a run may show', () => {
    const everything = Object.fromEntries(METRICS.map(({ key }, i) => [key, i + 1])) as Headline;
    const shown = [
      ...shownMetrics([everything], true),
      ...METRICS.map(({ key }) => key).filter((key) => /^wait_(\w+_)?mean_ms$/.test(key)),
    ];
    const explained = ofReport.flatMap(([, , keys = '']) => codeIn(keys));
    expect(explained.toSorted()).toEqual(shown.toSorted());
  });

  it('names a type of the source for each term', () => {
    const declared = new Set([...sourceText().matchAll(/(?:class|interface|type|const) (\w+)/g)].map(([, name]) => name!));
    for (const [term, , types = ''] of terms) {
      expect(codeIn(types), term).not.toEqual([]);
      expect(codeIn(types).filter((type) => !declared.has(type))).toEqual([]);
    }
  });
});
