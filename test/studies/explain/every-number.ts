import { clockText } from '../../../src/kernel/quantity-text.js';
import { instanceWords } from '../../../src/studies/explain/sentences/instance.js';
import { momentWords } from '../../../src/studies/explain/sentences/moment.js';
import { scaleInWords } from '../../../src/studies/explain/sentences/scale-in.js';
import { serviceWords } from '../../../src/studies/explain/sentences/service.js';
import { taskWords } from '../../../src/studies/explain/sentences/task.js';
import { account, form, type Statement } from './account.js';
import type { AllAnswers } from './all-answers.js';
import { cell } from './drawn-run.js';
import { INSTANCE_STATEMENTS } from './instance-statements.js';
import { linesOfMoment, MOMENT_STATEMENTS, type OfMoment, SCALE_IN_STATEMENTS } from './moment-statements.js';
import { type OfService, SERVICE_STATEMENTS } from './service-statements.js';
import { serviceTally, waitsOf } from './service-tally.js';
import { TASK_STATEMENTS } from './task-statements.js';

/** Of a list of more than eight lines the first six are shown, and the last. */
function leftOut<About>(...lists: readonly (readonly unknown[])[]): Statement<About> {
  const lengths = lists.map(({ length }) => `${length - 7}`);
  return { form: form('^- \\.\\.\\. and {n} more'), numbers: (_, [n]) => [lengths.includes(n!) ? n! : lengths.join(' or ')] };
}

/** Each number of each sentence that is wrong by the files, or has no recomputation. */
export function problemsOf({ tasks, instances, services, moments, scaleIns, evidence: of, run }: AllAnswers): string[] {
  const { names } = of;
  const rows = new Map(run.csv['tasks.csv'].map((row) => [cell(row, 'task')!, row]));
  const ofTasks = tasks.flatMap((answer) => {
    const about = { of, answer, row: rows.get(answer.task)! };
    const group = [...answer.moves, ...answer.registered, ...answer.launchFailures];
    const statements = [...TASK_STATEMENTS, leftOut<typeof about>(of.spans(answer.task), group)];
    return taskWords(answer).flatMap((line) => account(line, about, { statements, names }));
  });
  const ofInstances = instances.flatMap((answer) => {
    const about = { of, answer, row: of.instance(answer.instance) };
    const statements = [...INSTANCE_STATEMENTS, leftOut<typeof about>(answer.guests, answer.spans, answer.choices)];
    return instanceWords(answer).flatMap((line) => account(line, about, { statements, names }));
  });
  const ofMoments = moments.flatMap((answer) =>
    problemsOfLines(momentWords(answer), { of, atMs: answer.atMs, provider: null }, MOMENT_STATEMENTS),
  );
  const ofScaleIns = scaleIns.flatMap((answer, provider) =>
    problemsOfLines(scaleInWords(answer), { of, atMs: null, provider }, SCALE_IN_STATEMENTS),
  );
  const ofServices = services.flatMap((answer, service) => {
    const lists = [serviceTally(run, service), waitsOf(run, service), answer.moves, answer.troubles, answer.deployments];
    const statements = [...SERVICE_STATEMENTS, leftOut<OfService>(...lists)];
    return serviceWords(answer).flatMap((line) => account(line, { of, service, answer }, { statements, names }));
  });
  return [...ofServices, ...ofTasks, ...ofInstances, ...ofMoments, ...ofScaleIns];
}

/** The lines on instances are of the capacity provider whose paragraph is above them. */
function problemsOfLines(lines: readonly string[], about: OfMoment, statements: readonly Statement<OfMoment>[]): string[] {
  const { of } = about;
  const { capacityProviders } = of.run.setup;
  let at: readonly [number, number] = [0, 0];
  return lines.flatMap((line) => {
    const [, name, time] = /(\S+) at (\d+:\d\d:\d\d): M = /.exec(line) ?? [];
    const provider = capacityProviders.findIndex((spec) => spec.name === name);
    if (provider >= 0) at = [provider, of.evaluationsOf(provider).find(({ row }) => clockText(cell(row, 'time_ms')!) === time)!.rowIndex];
    const own = linesOfMoment({ ...about, at: () => at });
    return account(line, about, { statements: [...statements, ...own], names: of.names });
  });
}
