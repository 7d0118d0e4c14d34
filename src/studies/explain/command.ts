import type { Argv } from 'yargs';
import { withProgress } from '../../cli/progress.js';
import { flag, ofText, timeOf } from '../../cli/scenario-options.js';
import { terminalLook } from '../../cli/terminal.js';
import type { WordsOf } from '../../cli/words.js';
import { wrap } from '../../report/terminal-style.js';
import { orAllMistakes } from '../../run/failure.js';
import { runPolicyOf } from '../../run/policies.js';
import { questionsOf } from './questions.js';
import { readRecordedRun } from './recorded-run.js';
import { replay } from './replay.js';

/** Indent of continuation lines. */
const INDENT = '  ';

const builder = (yargs: Argv) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'Directory of a run, as drydock run has written it' })
    .option('task', ofText('A task by its number: why it waited, where it went, why it stopped'))
    .option('instance', ofText('An instance by its number: why it was launched, what ran there, why it ended'))
    .option('service', ofText('A service by its name: why fewer tasks ran than desired, and what held it'))
    .option('at', ofText('What every scaler saw at a time, such as 2h30m, and why it did or did not act'))
    .option('why-not-scale-in', {
      type: 'string',
      describe: 'What held capacity providers, or one by its name, back from scaling in: in the whole run, or --at a time',
    })
    .option('policy', ofText('The module that placed the tasks of the run, where one did'))
    .option('from', ofText('The checkpoint from which a forked run went on'))
    .option('json', flag('The numbers as JSON instead of sentences'))
    .example('$0 explain reports/out/NAME --task 17', 'why it waited')
    .example('$0 explain reports/out/NAME --at 2h30m', 'what the scaler saw')
    .example('$0 explain reports/out/NAME --why-not-scale-in', '');

type ExplainArguments = WordsOf<typeof builder>;

export const explainCommand = {
  builder,
  handler: async ({ run: path, at, policy: word, from, json, ...given }: ExplainArguments) => {
    const mistakes: string[] = [];
    const atMs = timeOf(at, mistakes);
    const policy = await runPolicyOf(word, mistakes);
    orAllMistakes(mistakes, () => {});
    const run = await readRecordedRun(path, { policy, from });
    const questions = await questionsOf(run, { ...given, atMs });
    const inquiries = questions.map(({ inquiry }) => inquiry);
    const finished = await withProgress(run.scenario.setup, (progress) => replay(run, inquiries, { progress }));
    const answered = questions.map((question) => question.answer(finished));
    const { width } = terminalLook();
    const answers = answered.map(({ answer }) => answer);
    const text = json
      ? JSON.stringify(answers.length === 1 ? answers[0] : answers, null, 2)
      : answered
          .map(({ words }) => words.map((line) => wrap(line, width - INDENT.length).replaceAll('\n', `\n${INDENT}`)).join('\n'))
          .join('\n\n');
    process.stdout.write(`${text}\n`);
  },
};
