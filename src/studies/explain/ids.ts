import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import type { Ms } from '../../kernel/event-loop.js';
import { UserError, whyUnreadable } from '../../run/failure.js';
import { instead } from '../../scenario/text/suggest.js';
import type { RecordedRun } from './recorded-run.js';

/** The subject of a question, and the time from which the run contains it. */
export interface Known {
  readonly id: number;
  readonly sinceMs: Ms;
}

interface Where {
  readonly option: string;
  readonly file: string;
  readonly column: string;
  readonly since: string;
}

const TASK: Where = { option: '--task', file: 'tasks.csv', column: 'task', since: 'requested_ms' };
const INSTANCE: Where = { option: '--instance', file: 'instances.csv', column: 'instance', since: 'launched_ms' };
const NEAREST_SHOWN = 3;

export const knownTask = (run: RecordedRun, word: string) => known(run, word, TASK);
export const knownInstance = (run: RecordedRun, word: string) => known(run, word, INSTANCE);

/** Returns the number of the id in a file; an unknown id is an error that names the nearest one. */
async function known(run: RecordedRun, word: string, where: Where): Promise<Known> {
  const { option, file, column } = where;
  if (!/^\d{1,15}$/.test(word))
    throw new UserError([
      `${option} ${word}: write a number of the column ${column} in ${join(run.path, file)}${serviceInstead(run, word)}`,
    ]);
  const id = Number(word);
  const nearest: number[] = [];
  for await (const row of rowsOf(join(run.path, file))) {
    const own = Number(row[column]);
    if (own === id) return { id, sinceMs: Number(row[where.since]) };
    nearest.push(own);
    if (nearest.length < 100) continue;
    nearest.sort((a, b) => Math.abs(a - id) - Math.abs(b - id)).splice(NEAREST_SHOWN);
  }
  nearest.sort((a, b) => Math.abs(a - id) - Math.abs(b - id)).splice(NEAREST_SHOWN);
  const near =
    nearest.length === 0
      ? 'there is none'
      : `the nearest ${nearest.length === 1 ? 'is' : 'are'} ${nearest.sort((a, b) => a - b).join(', ')}`;
  throw new UserError([`${option} ${word}: the run has no such ${column}; ${near}`]);
}

function serviceInstead({ scenario: { setup } }: RecordedRun, word: string): string {
  return setup.services.some(({ name }) => name === word) ? `; ${word} is a service: --service ${word}` : '';
}

async function* rowsOf(path: string): AsyncGenerator<Record<string, string>> {
  const file = createReadStream(path);
  const parser = parse({ columns: true, relaxColumnCount: true });
  file.on('error', (error) => parser.destroy(error));
  try {
    yield* file.pipe(parser);
  } catch (error) {
    throw new UserError([`${path}: ${whyUnreadable(error as NodeJS.ErrnoException)}`]);
  } finally {
    file.destroy();
  }
}

/** Returns the index of a name in a list of the scenario. */
export function knownName(option: string, word: string, of: { readonly what: string; readonly names: readonly string[] }): number {
  const index = of.names.indexOf(word);
  if (index >= 0) return index;
  throw new UserError([`${option} ${word}: the scenario has no such ${of.what}${instead(word, of.names)}`]);
}
