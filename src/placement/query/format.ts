import type { Comparison, Query, Span } from './query.js';

/** Returns the query as text that parses to the same query: canonical spellings, and quotes only where necessary. */
export function formatQuery(query: Query): string {
  switch (query.kind) {
    case 'comparison':
      return formatComparison(query);
    case 'not':
      return query.part.kind === 'not' ? `not ${formatQuery(query.part)}` : `not (${formatQuery(query.part)})`;
    default:
      return query.parts.map((part) => formatOperand(part, query.kind)).join(` ${query.kind} `);
  }
}

/** `and` binds tighter than `or`, so only an `and` inside an `or` needs no parentheses. */
function formatOperand(part: Query, inside: 'and' | 'or'): string {
  const isLoose = part.kind === 'or' || (part.kind === 'and' && inside === 'and');
  return isLoose ? `(${formatQuery(part)})` : formatQuery(part);
}

function formatComparison({ subject, operator, values }: Comparison): string {
  const literals = values.map(formatValue);
  if (operator === 'exists' || operator === 'not_exists') return `${subject} ${operator}`;
  return operator === 'in' || operator === 'not_in'
    ? `${subject} ${operator} [${literals.join(', ')}]`
    : `${subject} ${operator} ${literals[0]}`;
}

const BARE = /^[\w.:@/*-]+$/;
const GLUE = /^(?:and|or)$/i;

/** Only a bare pattern can contain both kinds of quotes, so it stays bare. */
function formatValue(value: string): string {
  if (BARE.test(value) && !GLUE.test(value)) return value;
  if (!value.includes("'")) return `'${value}'`;
  return value.includes('"') ? value : `"${value}"`;
}

/** A longer line of the text is cut to this many characters around the place. */
const LINE_MAX = 80;
const BESIDE_MAX = 40;
const CUT = '...';

/** Returns the line of the text that contains the place, cut to the width of a screen, and under it a line of carets. */
export function pointAt(text: string, { at, length }: Span): string {
  const lineStart = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
  const lineEnd = lineStart + text.slice(lineStart).search(/[\r\n]|$/);
  const isLong = lineEnd - lineStart > LINE_MAX;
  const from = isLong ? Math.max(lineStart, at - BESIDE_MAX) : lineStart;
  const to = isLong ? Math.min(lineEnd, at + BESIDE_MAX) : lineEnd;
  const before = (from > lineStart ? CUT : '') + plain(text.slice(from, at));
  const pointed = plain(text.slice(at, Math.min(at + Math.max(1, length), to)));
  const after = plain(text.slice(at + Math.max(1, length), to)) + (to < lineEnd ? CUT : '');
  return `${before}${pointed}${after}\n${' '.repeat(terminalWidth(before))}${'^'.repeat(Math.max(1, terminalWidth(pointed)))}`;
}

/** Replaces tabs and other characters that move the cursor by one column each. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

/** Counts columns of a terminal: East Asian wide characters take two, combining ones none. */
function terminalWidth(text: string): number {
  let columns = 0;
  for (const char of text) columns += /\p{M}/u.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return columns;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
