import type { Argv, CommandModule } from 'yargs';
import { AT_OR_END, SCENARIO, SEED, SET, timeOf } from '../../cli/scenario-options.js';
import { lastOf, look, tellWarnings } from '../../cli/terminal.js';
import { orAllMistakes } from '../../run/failure.js';
import { readScenario } from '../../run/scenario-file.js';
import { placementAt } from './answer.js';
import { placementText } from './text.js';

interface PlaceArguments {
  scenario: string;
  task: string;
  at?: string | undefined;
  scores: boolean;
  json: boolean;
  seed?: number | undefined;
  set: string[];
}

export const placeCommand: CommandModule<object, PlaceArguments> = {
  builder: (yargs) =>
    yargs
      .positional('scenario', SCENARIO)
      .option('task', { type: 'string', demandOption: true, requiresArg: true, describe: 'Name of a service or workload' })
      .option('at', AT_OR_END)
      .option('scores', { type: 'boolean', default: false, describe: 'Show the score of each instance at each step of the strategy' })
      .option('seed', SEED)
      .option('set', SET)
      .coerce(['task', 'at', 'seed'], lastOf)
      .option('json', { type: 'boolean', default: false, describe: 'JSON instead of text' })
      .example('$0 place scenario.yaml --task web --at 2h30m --scores', '') as unknown as Argv<PlaceArguments>,
  handler: async ({ scenario: path, task, at, scores, json, seed, set }) => {
    const mistakes: string[] = [];
    const atMs = timeOf(at, mistakes);
    const scenario = orAllMistakes(mistakes, () => readScenario(path, { set, seed }));
    tellWarnings(scenario);
    const answer = await placementAt(scenario, task, atMs ?? scenario.setup.durationMs);
    const lines = json ? [JSON.stringify(answer, null, 2)] : placementText(answer, { withScores: scores, width: look().width });
    process.stdout.write(`${lines.join('\n')}\n`);
  },
};
