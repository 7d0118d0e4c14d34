import { CHARTS_JA } from './charts-ja.js';
import { DEPLOYMENTS_JA } from './deployments-ja.js';
import { FAULTS_AND_WAITS_JA } from './faults-and-waits-ja.js';
import { SENTENCES_JA, WORDS_JA } from './sentences-ja.js';
import { inUnits } from './units.js';

/** A sentence of a run, in Japanese where there is a translation. */
export interface Told {
  readonly text: string;
  readonly lang: 'en' | 'ja';
}

interface Rule {
  readonly pattern: RegExp;
  readonly japanese: string;
}

/** Where one sentence ends and the next begins: not within a number or a name. */
const BETWEEN_SENTENCES = /(?<=\.) (?=[A-Z\d$])/;

let rules: readonly Rule[] | undefined;

/** Returns the sentences of a text of a run in the reader's language; those without a translation stay English. */
export function toldIn(locale: 'en' | 'ja', text: string): Told[] {
  if (locale === 'en') return [{ text, lang: 'en' }];
  return text.split(BETWEEN_SENTENCES).map((sentence): Told => {
    const japanese = inJapanese(sentence);
    return japanese === null ? { text: sentence, lang: 'en' } : { text: japanese, lang: 'ja' };
  });
}

function inJapanese(text: string): string | null {
  const word = WORDS_JA[text];
  if (word !== undefined) return word;
  rules ??= [...SENTENCES_JA, ...FAULTS_AND_WAITS_JA, ...DEPLOYMENTS_JA, ...CHARTS_JA].map(([english, japanese]) => ({
    pattern: patternOf(english),
    japanese,
  }));
  for (const { pattern, japanese } of rules) {
    const found = pattern.exec(text);
    if (found !== null) return filled(japanese, found.groups ?? {});
  }
  return null;
}

/** The regular expression of a template: `{name}` is any text, `(s)` may be missing, and so may `[...]`. */
export function patternOf(template: string): RegExp {
  const source = template
    .replace(/[.*+?^$|\\]/g, '\\$&')
    .replace(/\((?!s\))/g, '\\(')
    .replace(/(?<!\(s)\)/g, '\\)')
    .replace(/\(s\)/g, 's?')
    .replace(/\[/g, '(?:')
    .replace(/\]/g, ')?')
    .replace(/\{(\w+)\}/g, '(?<$1>.+?)');
  return new RegExp(`^${source}$`);
}

type Values = Readonly<Record<string, string | undefined>>;

function filled(japanese: string, values: Values): string {
  const kept = japanese.replace(/\[([^\]]*)\]/g, (_, part: string) =>
    [...part.matchAll(/\{(\w+)\}/g)].every(([, name]) => values[name!] !== undefined) ? part : '',
  );
  return kept.replace(/\{(\w+)\}/g, (_, name: string) => valueInJapanese(values[name] ?? ''));
}

/** A number with its unit, a word, or several words with their counts. */
function valueInJapanese(value: string): string {
  const parts = value.split(', ').map((part) => {
    const [, count, what] = /^([\d,]+)(?: with)? (\D.*)$/.exec(part) ?? [];
    if (WORDS_JA[part] !== undefined) return WORDS_JA[part];
    if (what !== undefined && WORDS_JA[what] !== undefined) return `${WORDS_JA[what]} ${count}`;
    return part.includes(' with ') ? `${what}（${count}）` : inUnits(part, 'ja');
  });
  return parts.join('、');
}
