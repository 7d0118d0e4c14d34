import type { Argv, CommandModule } from 'yargs';
import { TaskInquiry } from '../../experiment/explain/task.js';
import { knownTask } from '../../experiment/runners/explain/ids.js';
import { readRecordedRun } from '../../experiment/runners/explain/recorded-run.js';
import { replay } from '../../experiment/runners/explain/replay.js';
import { orAllMistakes } from '../../experiment/runners/failure.js';
import { runPolicyOf } from '../../experiment/runners/policies.js';
import { taskWords } from '../explain/task-words.js';
import { withProgress } from '../progress.js';
import { lastOf, look } from '../terminal.js';
import { wrapped } from '../text-table.js';

interface ExplainArguments {
  run: string;
  task: string;
  policy?: string | undefined;
  from?: string | undefined;
  json: boolean;
}

export const explainCommand: CommandModule<object, ExplainArguments> = {
  command: 'explain <run>',
  describe: 'Say why something happened in a run: replays its directory and answers in sentences',
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'Directory of a run, as drydock run has written it' })
      .option('task', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Number of a task in tasks.csv: why it waited, where it went, why it stopped',
      })
      .option('policy', { type: 'string', requiresArg: true, describe: 'The module that placed its tasks, where one did' })
      .option('from', { type: 'string', requiresArg: true, describe: 'The checkpoint that the run went on from, of a run that was forked' })
      .coerce(['task', 'policy', 'from'], lastOf)
      .option('json', { type: 'boolean', default: false, describe: 'JSON instead of sentences' })
      .example('$0 explain reports/out/NAME --task 17', '') as unknown as Argv<ExplainArguments>,
  handler: async ({ run: path, task, policy: word, from, json }) => {
    const mistakes: string[] = [];
    const policy = await runPolicyOf(word, mistakes);
    orAllMistakes(mistakes, () => {});
    const run = await readRecordedRun(path, { policy, from });
    const { id, sinceMs } = await knownTask(run, task);
    const inquiry = new TaskInquiry(id, sinceMs);
    const finished = await withProgress(run.scenario.setup, (progress) => replay(run, [inquiry], { progress }));
    const answer = inquiry.answer(finished);
    const { width } = look();
    const lines = json ? [JSON.stringify(answer, null, 2)] : taskWords(answer).flatMap((line) => wrapped(line, width));
    process.stdout.write(`${lines.join('\n')}\n`);
  },
};
