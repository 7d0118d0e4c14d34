import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import type { Ms } from '../../kernel/event-loop.js';
import type { FinishedRun } from '../../report/summary.js';
import { UserError, whyUnreadable } from '../../run/failure.js';
import { instead } from '../../scenario/text/suggest.js';
import { formatDuration } from '../../scenario/units.js';
import type { Inquiry } from './inquiries/inquiry.js';
import { InstanceInquiry } from './inquiries/instance.js';
import { MomentInquiry } from './inquiries/moment.js';
import { ScaleInInquiry } from './inquiries/scale-in.js';
import { ServiceInquiry } from './inquiries/service.js';
import { TaskInquiry } from './inquiries/task.js';
import type { RecordedRun } from './recorded-run.js';
import { instanceWords } from './sentences/instance.js';
import { momentWords } from './sentences/moment.js';
import { scaleInWords } from './sentences/scale-in.js';
import { serviceWords } from './sentences/service.js';
import { taskWords } from './sentences/task.js';

/** The questions about a run; each may be absent. */
export interface ExplainArguments {
  readonly task?: string | undefined;
  readonly instance?: string | undefined;
  readonly service?: string | undefined;
  readonly atMs?: Ms | undefined;
  /** A capacity provider, or '' for all. */
  readonly whyNotScaleIn?: string | undefined;
}

/** A question that subscribes to the replay, and the text of its answer. */
export interface Question {
  readonly inquiry: Inquiry;
  answer(run: FinishedRun): { readonly answer: unknown; readonly words: string[] };
}

/** Returns all questions. Throws one error with all mistakes. */
export async function questionsOf(run: RecordedRun, given: ExplainArguments): Promise<Question[]> {
  const { setup } = run.scenario;
  const mistakes: string[] = [];
  const questions: Question[] = [];
  const collect = async (make: () => Question[] | Promise<Question[]>) => {
    try {
      questions.push(...(await make()));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      mistakes.push(...error.lines);
    }
  };
  const { task, instance, service, atMs, whyNotScaleIn } = given;
  if (task !== undefined)
    await collect(async () => {
      const { id, sinceMs } = await recordedTask(run, task);
      return [questionOf(new TaskInquiry(id, sinceMs), taskWords)];
    });
  if (instance !== undefined)
    await collect(async () => [questionOf(new InstanceInquiry((await recordedInstance(run, instance)).id), instanceWords)]);
  if (service !== undefined)
    await collect(() => {
      const index = indexOfName('--service', service, { what: 'service', names: setup.services.map(({ name }) => name) });
      return [questionOf(new ServiceInquiry(setup, index), serviceWords)];
    });
  if (atMs !== undefined && atMs > setup.durationMs)
    mistakes.push(`--at ${formatDuration(atMs)}: the run ends at ${formatDuration(setup.durationMs)}`);
  if (whyNotScaleIn !== undefined) await collect(() => scaleInQuestions(run, whyNotScaleIn, atMs ?? null));
  else if (atMs !== undefined) questions.push(questionOf(new MomentInquiry(atMs, setup), momentWords));
  if (questions.length + mistakes.length === 0)
    mistakes.push('Say what to explain: --task, --instance, --service, --at or --why-not-scale-in.');
  if (mistakes.length > 0) throw new UserError(mistakes);
  return questions;
}

function scaleInQuestions({ scenario: { setup } }: RecordedRun, word: string, atMs: Ms | null): Question[] {
  const names = setup.capacityProviders.map(({ name }) => name);
  if (names.length === 0) throw new UserError(['--why-not-scale-in: the scenario has no capacity provider of an Auto Scaling group']);
  const chosen = word === '' ? names : [names[indexOfName('--why-not-scale-in', word, { what: 'capacity provider', names })]];
  return chosen.map((name) =>
    questionOf(new ScaleInInquiry({ index: names.indexOf(name), name }, atMs, setup.scaler.evaluationIntervalMs), scaleInWords),
  );
}

function questionOf<Answer>(inquiry: Inquiry<Answer>, words: (answer: Answer) => string[]): Question {
  return {
    inquiry,
    answer: (run) => {
      const answer = inquiry.answer(run);
      return { answer, words: words(answer) };
    },
  };
}

/** The subject of a question, and the time from which the run contains it. */
interface Known {
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
/** Candidates for the nearest that are kept before they are sorted. */
const NEAREST_KEPT = 100;

const recordedTask = (run: RecordedRun, word: string) => recorded(run, word, TASK);
const recordedInstance = (run: RecordedRun, word: string) => recorded(run, word, INSTANCE);

/** Returns the number of the id in a file; an unknown id is an error that names the nearest one. */
async function recorded(run: RecordedRun, word: string, where: Where): Promise<Known> {
  const { option, file, column } = where;
  if (!/^\d{1,15}$/.test(word))
    throw new UserError([
      `${option} ${word}: write a number of the column ${column} in ${join(run.path, file)}${serviceInstead(run, word)}`,
    ]);
  const id = Number(word);
  const nearest: number[] = [];
  for await (const row of rowsOf(join(run.path, file))) {
    const found = Number(row[column]);
    if (found === id) return { id, sinceMs: Number(row[where.since]) };
    nearest.push(found);
    if (nearest.length >= NEAREST_KEPT) keepNearest(nearest, id);
  }
  keepNearest(nearest, id);
  const near =
    nearest.length === 0
      ? 'there is none'
      : `the nearest ${nearest.length === 1 ? 'is' : 'are'} ${nearest.sort((a, b) => a - b).join(', ')}`;
  throw new UserError([`${option} ${word}: the run has no such ${column}; ${near}`]);
}

function keepNearest(ids: number[], id: number): void {
  ids.sort((a, b) => Math.abs(a - id) - Math.abs(b - id)).splice(NEAREST_SHOWN);
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
function indexOfName(option: string, word: string, known: { readonly what: string; readonly names: readonly string[] }): number {
  const index = known.names.indexOf(word);
  if (index >= 0) return index;
  throw new UserError([`${option} ${word}: the scenario has no such ${known.what}${instead(word, known.names)}`]);
}
