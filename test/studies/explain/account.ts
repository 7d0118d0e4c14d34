/** A kind of statement: its form, with a group round each number, and the numbers that the files of the run require. */
export interface Statement<About> {
  readonly form: RegExp;
  /** The groups as they must be; null: anything that is found there, for it is no number. */
  readonly numbers: (about: About, found: readonly (string | undefined)[]) => readonly (string | null)[];
}

const GROUPS: Readonly<Record<string, string>> = {
  n: '([\\d,]+(?:\\.\\d+)?)',
  t: '(\\d+:\\d\\d:\\d\\d)',
  d: '(\\d[\\d.]* (?:ms|s|min|h|d)\\b(?: \\d+ (?:s|min|h)\\b)?)',
};

/** A regular expression in which {n} is a number, {t} a time of the clock and {d} a duration. */
export function form(text: string): RegExp {
  return new RegExp(
    text.replace(/\{([ntd])\}/g, (_, what: string) => GROUPS[what]),
    'dg',
  );
}

/** Ids of rules, of deployments and EC2's name are no numbers. */
const NO_NUMBERS = /\b[A-Z]\.[A-Z]+-\d+|\becs-svc\/\d+|\bEC2\b/g;

/** A name without digits, which no other has. */
export function spelt(name: string): string {
  return name.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]);
}

/** Recomputes each number of a line, and returns those that are wrong and those without a recomputation. `names` may have digits. */
export function account<About>(
  line: string,
  about: About,
  { statements, names }: { readonly statements: readonly Statement<About>[]; readonly names: readonly string[] },
): string[] {
  const plain = names
    .reduce((text, name) => text.replaceAll(name, spelt(name)), line)
    .replace(NO_NUMBERS, (text) => text.replace(/\d/g, '#'));
  const left = [...plain];
  const problems: string[] = [];
  for (const { form: of, numbers } of statements)
    for (const match of plain.matchAll(of)) {
      const found = match.slice(1);
      const right = numbers(about, found);
      found.forEach((text, i) => {
        const [from, to] = match.indices![i + 1] ?? [0, 0];
        if (text !== undefined && right[i] !== undefined) left.fill('_', from, to);
      });
      const isRight = found.every((text, i) => text === undefined || right[i] === null || text === right[i]);
      if (!isRight) problems.push(`${match[0]}: by the files it is ${right.join(' | ')}\n    ${line}`);
    }
  const open = left.join('').match(/[\d][\d,.:]*/g);
  if (open !== null) problems.push(`no check recomputes ${open.join(' and ')}\n    ${line}`);
  return problems;
}

/** What is found, when the files have it among others; else the first of what they have, for the message. */
export function oneOf(found: readonly (string | undefined)[], known: readonly (readonly string[])[]): readonly string[] {
  return known.find((row) => found.every((text, i) => text === undefined || text === row[i])) ?? known[0] ?? found.map(() => 'not there');
}
