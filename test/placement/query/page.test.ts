import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../../src/placement/query/evaluate.js';
import { pointAt } from '../../../src/placement/query/format.js';
import { NESTING_MAX, parseQuery, TEXT_MAX } from '../../../src/placement/query/parse.js';
import { PATTERNS_SIZE_MAX } from '../../../src/placement/query/parse-comparison.js';
import type { Subject } from '../../../src/placement/query/query.js';
import { compileRegex } from '../../../src/placement/query/regex.js';
import { SIZE_MAX } from '../../../src/placement/query/regex-translate.js';
import { FIELDS, kindOf, OPERATORS } from '../../../src/placement/query/subjects.js';
import { queryOf, subjectsOf } from './queries.js';

const PAGE = join(import.meta.dirname, '../../../docs/query.md');
const page = readFileSync(PAGE, 'utf8');
const section = (title: string) => page.split(`\n## ${title}\n`)[1].split('\n## ')[0];
const blocks = (text: string) => [...text.matchAll(/^```\w+\n(.*?)\n```$/gms)].map(([, content]) => content);
const [instanceText, answers] = blocks(section('Examples'));

/** What stands between backticks. */
const quoted = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code);

describe('docs/query.md', () => {
  const { registeredAt, ...others } = JSON.parse(instanceText);
  const subjects = subjectsOf({ ...others, registeredAtMs: Date.parse(registeredAt) });

  it.each(answers.split('\n').map((line) => [line.slice(0, 5).trim(), line.slice(5)]))('answers %s to %s', (answer, text) => {
    expect(compileQuery(queryOf(text))(subjects)).toBe(answer === 'yes');
  });

  /** The table is written anew with `npx vitest run --project node test/placement/query/page.test.ts -u`. */
  it('lists the operators of each subject', async () => {
    const rows = [...Object.keys(FIELDS), 'attribute:NAME'].map((subject) => {
      const { operators, literal } = kindOf(subject as Subject);
      return `| \`${subject}\` | ${operators.map((one) => `\`${one}\``).join(' ')} | ${literal} |`;
    });
    const table = ['| subject | operators | a value is |', '| --- | --- | --- |', ...rows].join('\n');
    const current = page.replace(/(<!-- subjects -->\n\n)[\s\S]*?(\n\n<!-- end -->)/, (_, begin, end) => begin + table + end);
    await expect(current).toMatchFileSnapshot(PAGE);
  });

  it('names every spelling of the operators', () => {
    const named = quoted(section('Subjects and operators'));
    for (const spelling of OPERATORS.keys()) expect(named).toContain(spelling);
  });

  it('shows mistakes in the order of their reports', () => {
    const [shown] = blocks(section('Mistakes'));
    const text = shown.split('\n')[0];
    expect(
      parseQuery(text)
        .problems?.flatMap((problem) => [pointAt(text, problem), problem.message])
        .join('\n'),
    ).toBe(shown);
  });

  it('reports the limits', () => {
    expect(page).toContain(`at most ${TEXT_MAX.toLocaleString('en')} characters`);
    expect(page).toContain(`at most ${NESTING_MAX} deep`);
    expect(page).toContain(`a pattern has at most ${SIZE_MAX.toLocaleString('en')} characters`);
    expect(page).toContain(`the patterns of an expression together at most ${PATTERNS_SIZE_MAX.toLocaleString('en')}.`);
  });

  it('calls supported what is supported, and refused what is refused', () => {
    const [supported, refused] = section('Regular expressions').split('\nRefused');
    const listed = quoted(supported.slice(supported.indexOf('Supported'))).flatMap((code) => code.split(' '));
    const samples: Record<string, string> = {
      '(...)': '(a)',
      '(?:...)': '(?:a)',
      '(?<name>...)': '(?<name>a)',
      '\\Q...\\E': '\\Qa\\E',
      '\\xhh': '\\x41',
      '\\x{h...}': '\\x{41}',
      '\\uhhhh': '\\u0041',
      '\\0n': '\\07',
      '{n}': 'a{2}',
      '{n,}': 'a{2,}',
      '{n,m}': 'a{2,3}',
      '?': 'a?',
      '*': 'a*',
      '+': 'a+',
    };
    for (const code of listed) expect([code, compileRegex(samples[code] ?? code).problem]).toEqual([code, undefined]);
    for (const pattern of ['\\G', '\\X', '\\N', '\\b{g}', '\\p{IsLatin}', 'a{2}{3}']) {
      expect(refused).toContain(`\`${pattern}\``);
      expect(compileRegex(pattern).problem).toBeDefined();
    }
  });
});
