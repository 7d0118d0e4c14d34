import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeIn, pageText, ROOT, rowsOf } from './page.js';

const TERMS_MAX = 60;

const terms = rowsOf(pageText('docs/glossary.md')).map(({ cells }) => cells);

function sourceText(): string {
  const files = (readdirSync(join(ROOT, 'src'), { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));
  return files.map((file) => readFileSync(join(ROOT, 'src', file), 'utf8')).join('\n');
}

describe('docs/glossary.md', () => {
  it('has at most 60 terms, each once', () => {
    expect(terms.length).toBeLessThanOrEqual(TERMS_MAX);
    expect(new Set(terms.map(([term]) => term)).size).toBe(terms.length);
  });

  it('names a type of the source for each term', () => {
    const declared = new Set([...sourceText().matchAll(/(?:class|interface|type|const) (\w+)/g)].map(([, name]) => name!));
    for (const [term, , types = ''] of terms) {
      expect(codeIn(types), term).not.toEqual([]);
      expect(codeIn(types).filter((type) => !declared.has(type))).toEqual([]);
    }
  });
});
