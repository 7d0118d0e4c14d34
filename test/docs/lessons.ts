import { readVariants, type ScenarioFile } from '../../src/run/scenario-file.js';
import { blocksOf, proseOf } from './page.js';

/** A block that shows a run: its scenario, its variant or what it sets, and lines of what it prints. */
export interface Shown {
  readonly scenario: string;
  readonly variant: string | undefined;
  readonly set: readonly string[];
  readonly lines: readonly string[];
}

const RUN = /^\$ npx drydock run (\S+)(?: --variant (\S+))?((?: --set (?:'[^']*'|[^\s']+))*)$/;

/** The runs that a text shows; a block of another form is a mistake of the page. */
export function runsShown(text: string): Shown[] {
  return blocksOf(text, 'console').map((block) => {
    const [command = '', ...lines] = block.trimEnd().split('\n');
    const match = RUN.exec(command);
    if (match === null) throw new Error(`the page shows a command that this test cannot run: ${command}`);
    const set = [...match[3]!.matchAll(/--set (?:'([^']*)'|([^\s']+))/g)].map(([, quoted, plain]) => quoted ?? plain!);
    return { scenario: match[1]!, variant: match[2], set, lines };
  });
}

/** What the command runs. */
export function shownScenario({ scenario, variant, set }: Shown): ScenarioFile {
  const { base, variants } = readVariants(scenario, { set }, (written) => written.filter(({ name }) => name === variant));
  return variant === undefined ? base : variants[0]!;
}

const NUMBER = /\d[\d,.]*\d|\d/g;

function numbersIn(text: string): string[] {
  return text.match(NUMBER) ?? [];
}

/** Numbers of the prose that nothing accounts for: neither a command or a line shown, nor the scenario, nor an arithmetic that is right. */
export function unaccounted(lesson: string, sources: string): string[] {
  const sums = [...lesson.matchAll(/`([\d./*+ -]+) = ([\d.]+)`/g)];
  for (const [all, left = '', right = ''] of sums)
    if (worked(left).toFixed(right.split('.')[1]?.length ?? 0) !== right) throw new Error(`this is wrong: ${all}`);
  const known = new Set(numbersIn(sources + blocksOf(lesson, 'console').join() + sums.map(([all]) => all).join(' ')));
  const prose = proseOf(lesson)
    .filter((line) => !line.startsWith('#'))
    .join('\n');
  return numbersIn(prose).filter((number) => !known.has(number));
}

/** `24 * 256 / 2048` from left to right. */
function worked(text: string): number {
  const [first = '', ...rest] = text.split(' ');
  let value = Number(first);
  for (let i = 0; i < rest.length; i += 2) {
    const operand = Number(rest[i + 1]);
    value = { '/': value / operand, '*': value * operand, '+': value + operand, '-': value - operand }[rest[i]!]!;
  }
  return value;
}
