import type { Argv } from 'yargs';
import { AT_OR_END, flag, ofText, SCENARIO, SEED, SET, timeOf } from '../../cli/scenario-options.js';
import { printWarnings, terminalLook } from '../../cli/terminal.js';
import type { WordsOf } from '../../cli/words.js';
import { orAllMistakes, UserError } from '../../run/failure.js';
import { readScenario } from '../../run/scenario-file.js';
import { placementAt } from './answer.js';
import { placementText } from './text.js';
import { whereText } from './where.js';

const builder = (yargs: Argv) =>
  yargs
    .positional('scenario', SCENARIO)
    .option('task', ofText('Name of a service or workload: where its next task goes, and why'))
    .option('where', ofText('Instead: list the instances that match this expression of the cluster query language (docs/query.md)'))
    .option('at', AT_OR_END)
    .option('scores', flag('With --task: show the score of each instance at each step of the strategy'))
    .option('seed', SEED)
    .option('set', SET)
    .option('json', flag('JSON instead of text'))
    .example('$0 place scenario.yaml --task web --at 2h30m --scores', '')
    .example('$0 place scenario.yaml --where "runningTasksCount == 0" --at 2h30m', '');

type PlaceArguments = WordsOf<typeof builder>;

export const placeCommand = {
  builder,
  handler: async (words: PlaceArguments) => {
    const { task, where, scores } = words;
    if ((task === undefined) === (where === undefined)) throw new UserError([task === undefined ? WAYS : `${WAYS}, not both`]);
    if (where !== undefined && scores) throw new UserError(['--scores: only a task has scores; leave it out with --where']);
    process.stdout.write(where === undefined ? await taskText(words, task!) : await whereText({ ...words, where }, process.stdout.columns));
  },
};

const WAYS = 'give --task NAME, to see where its next task goes, or --where EXPRESSION, to list the instances that match';

async function taskText({ scenario: path, at, scores, json, seed, set }: PlaceArguments, task: string): Promise<string> {
  const mistakes: string[] = [];
  const atMs = timeOf(at, mistakes);
  const scenario = orAllMistakes(mistakes, () => readScenario(path, { set, seed }));
  printWarnings(scenario);
  const answer = await placementAt(scenario, task, atMs ?? scenario.setup.durationMs);
  const lines = json ? [JSON.stringify(answer, null, 2)] : placementText(answer, { withScores: scores, width: terminalLook().width });
  return `${lines.join('\n')}\n`;
}
