import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { endsOf, leadingOf } from '../../src/scenario/plausible/draw.js';
import { PLAUSIBLE } from '../../src/scenario/plausible/plausible.js';
import { isDrawable, type Plausible, type Range } from '../../src/scenario/plausible/range.js';
import { pageText, ROOT } from './page.js';
import { schemaEntries } from './schema-entries.js';

const entries = schemaEntries();

/** A default as the reference writes it, as plain data. */
function plain(text: string): unknown {
  const lognormal = /lognormal: \{ median: (\w+), p95: (\w+) \}/.exec(text);
  if (lognormal) return { lognormal: { median: lognormal[1], p95: lognormal[2] } };
  const uniform = /uniform: \{ min: ([\w.]+), max: ([\w.]+) \}/.exec(text);
  if (uniform) return { uniform: { min: numeric(uniform[1]!), max: numeric(uniform[2]!) } };
  if (text.startsWith('[')) return text.slice(1, -1).split(', ').map(numeric);
  return numeric(text);
}

function numeric(text: string): string | number {
  return Number.isNaN(Number(text)) ? text : Number(text);
}

function rangeCell({ range, older, byAmi = {} }: Plausible): string {
  if (range === null) return 'not drawn';
  const before = older === undefined || isDeepStrictEqual(older.range, range) ? '' : `; ${rangeText(older.range)} in the guide of 2024`;
  const others = Object.entries(byAmi).map(([ami, of]) => `; ${rangeText(of.range)} with \`${ami}\``);
  return `${rangeText(range)}${before}${others.join('')}`;
}

function rangeText(range: Range): string {
  if ('values' in range) return range.values.map((value) => `\`${value}\``).join(', ');
  return `${range.least} to ${range.most}`;
}

/** A setting whose default depends on others has it in words, at the end of its description. */
function defaultOf({ path, standard }: Plausible): string {
  const { default: plainly, description = '' } = entries.get(path) ?? {};
  const inWords = /Default: (.*?)\.(?: |$)/.exec(description)?.[1];
  return plainly === undefined ? (inWords ?? String(standard ?? '')) : `\`${plainly}\``;
}

/** The page with its tables made anew from the ranges. */
function withRanges(page: string): string {
  const sections = [...new Set(PLAUSIBLE.map(({ path }) => path.split('.')[0]!))].map((section) => {
    const lines = PLAUSIBLE.filter(({ path }) => path.split('.')[0] === section).map((one) => {
      const { path, why, measure } = one;
      const look = measure === undefined ? '' : `${measure.look}${measure.isFitted ? '; or `--fit timings`' : ''}`;
      return `| \`${path}\` | ${defaultOf(one)} | ${one.basis ?? '**G**'} | ${rangeCell(one)} | ${why} | ${look} |`;
    });
    const head = '| setting | default | basis and source | range | reason for the range | how to measure it |';
    return [`## ${section}`, '', head, '| --- | --- | --- | --- | --- | --- |', ...lines, ''].join('\n');
  });
  return page.replace(/<!-- ranges -->[\s\S]*?<!-- end -->/, () => `<!-- ranges -->\n${sections.join('\n')}<!-- end -->`);
}

const PAGE = 'docs/reference/ranges.md';

/** The tables are written anew with `npx vitest run --project node test/docs/plausible.test.ts -u`. */
describe(PAGE, () => {
  it('has the ranges of all marked settings', async () => {
    await expect(withRanges(pageText(PAGE))).toMatchFileSnapshot(join(ROOT, PAGE));
  });
});

describe('ranges of settings', () => {
  it.each(PLAUSIBLE.map((one) => [one.path, one] as const))('has %s once, as measured or as a guess', (path, { basis = '**G**' }) => {
    expect(PLAUSIBLE.filter((one) => one.path === path)).toHaveLength(1);
    expect(basis).toMatch(/^[^:]*\*\*[GM]\*\*(: .+)?$/);
  });

  it.each(PLAUSIBLE.map((one) => [one.path, one] as const))('has the reason for the range of %s', (_, { why, range, measure }) => {
    expect(why.length).toBeGreaterThan(10);
    if (range !== null) expect(why).not.toMatch(/\.$/);
    if (measure !== undefined) expect(measure.command).not.toBe('');
  });

  it.each(PLAUSIBLE.filter(isDrawable).map((one) => [one.path, one] as const))('has the default of %s in its range', (path, one) => {
    const standard = entries.get(path)?.default ?? one.standard;
    if ('values' in one.range) {
      expect(one.range.values).toContain(standard);
      expect(one.range.values.length).toBeGreaterThan(1);
      return;
    }
    const { least, most } = endsOf(one.range);
    const likeliest = leadingOf(typeof standard === 'string' ? plain(standard) : standard)!;
    expect(likeliest).toBeGreaterThanOrEqual(least);
    expect(likeliest).toBeLessThan(most);
  });
});
