import type { Ms } from '../../kernel/event-loop.js';
import type { FinishedRun } from '../../report/summary.js';
import { UserError } from '../../run/failure.js';
import { formatDuration } from '../../scenario/units.js';
import { knownInstance, knownName, knownTask } from './ids.js';
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
  tell(run: FinishedRun): { readonly answer: unknown; readonly words: string[] };
}

/** Returns all questions. Throws one error with all mistakes. */
export async function questionsOf(run: RecordedRun, asked: ExplainArguments): Promise<Question[]> {
  const { setup } = run.scenario;
  const mistakes: string[] = [];
  const questions: Question[] = [];
  const ask = async (of: () => Question[] | Promise<Question[]>) => {
    try {
      questions.push(...(await of()));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      mistakes.push(...error.lines);
    }
  };
  const { task, instance, service, atMs, whyNotScaleIn } = asked;
  if (task !== undefined)
    await ask(async () => {
      const { id, sinceMs } = await knownTask(run, task);
      return [questionOf(new TaskInquiry(id, sinceMs), taskWords)];
    });
  if (instance !== undefined)
    await ask(async () => [questionOf(new InstanceInquiry((await knownInstance(run, instance)).id), instanceWords)]);
  if (service !== undefined)
    await ask(() => {
      const index = knownName('--service', service, { what: 'service', names: setup.services.map(({ name }) => name) });
      return [questionOf(new ServiceInquiry(setup, index), serviceWords)];
    });
  if (atMs !== undefined && atMs > setup.durationMs)
    mistakes.push(`--at ${formatDuration(atMs)}: the run ends at ${formatDuration(setup.durationMs)}`);
  if (whyNotScaleIn !== undefined) await ask(() => scaleInQuestions(run, whyNotScaleIn, atMs ?? null));
  else if (atMs !== undefined) questions.push(questionOf(new MomentInquiry(atMs, setup), momentWords));
  if (questions.length + mistakes.length === 0)
    mistakes.push('Say what to explain: --task, --instance, --service, --at or --why-not-scale-in.');
  if (mistakes.length > 0) throw new UserError(mistakes);
  return questions;
}

function scaleInQuestions({ scenario: { setup } }: RecordedRun, word: string, atMs: Ms | null): Question[] {
  const names = setup.capacityProviders.map(({ name }) => name);
  if (names.length === 0) throw new UserError(['--why-not-scale-in: the scenario has no capacity provider of an Auto Scaling group']);
  const chosen = word === '' ? names : [names[knownName('--why-not-scale-in', word, { what: 'capacity provider', names })]];
  return chosen.map((name) =>
    questionOf(new ScaleInInquiry({ index: names.indexOf(name), name }, atMs, setup.scaler.evaluationIntervalMs), scaleInWords),
  );
}

function questionOf<Answer>(inquiry: Inquiry<Answer>, words: (answer: Answer) => string[]): Question {
  return {
    inquiry,
    tell: (run) => {
      const answer = inquiry.answer(run);
      return { answer, words: words(answer) };
    },
  };
}
