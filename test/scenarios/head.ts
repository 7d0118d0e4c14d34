import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SCENARIOS = join(import.meta.dirname, '../../scenarios');

/** The table of measurements, which is no scenario. */
const MEASUREMENTS = 'measured/measurements';

/** Every scenario, by its path without the ending. */
export const ALL = (readdirSync(SCENARIOS, { recursive: true }) as string[])
  .filter((file) => file.endsWith('.yaml') && !/^(experiments|incidents)/.test(file))
  .map((file) => file.replaceAll('\\', '/').replace(/\.yaml$/, ''))
  .filter((name) => name !== MEASUREMENTS)
  .sort();

/** Those with a story of their own; that of the others is a measurement, which `npm run validate-model` compares. */
export const LIBRARY = ALL.filter((name) => !name.startsWith('measured/') || textOf(name).includes('\nvariants:\n'));

/** The head comment of a scenario, by tag. */
export interface Head {
  readonly shows: string;
  readonly lookAt: string | undefined;
  /** A request of users with its issues in parentheses, and what a run answers. */
  readonly asked: string | undefined;
  readonly answer: string | undefined;
}

export function fileOf(name: string): string {
  return join(SCENARIOS, `${name}.yaml`);
}

function textOf(name: string): string {
  return readFileSync(fileOf(name), 'utf8');
}

/** A tag begins a line (`# Shows: ...`); what is indented under it goes on. */
export function headOf(name: string): Head {
  const [comment = ''] = /^(#.*\n)+/.exec(textOf(name)) ?? [];
  const entries = comment
    .split(/^# (?=[A-Z][A-Za-z ]*: )/m)
    .filter((entry) => entry !== '')
    .map((entry) => /^([A-Za-z ]+): (.*)\n((?:#.*\n)*)$/.exec(entry)!)
    .map(([, tag, first, more]) => ({ tag, first: first!, more: more!.replace(/^# */gm, '').trim().replaceAll('\n', ' ') }));
  const text = (wanted: string) => {
    const entry = entries.find(({ tag }) => tag === wanted);
    return entry && `${entry.first} ${entry.more}`.trim();
  };
  return { shows: text('Shows') ?? '', lookAt: text('Look at'), asked: text('Asked'), answer: text('Answer') };
}
