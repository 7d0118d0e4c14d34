import type { Argv, CommandModule } from 'yargs';
import { UserError } from '../../experiment/runners/failure.js';
import { readScenario } from '../../experiment/runners/scenario-file.js';
import { parseDuration } from '../../scenario/units.js';
import { placementAt } from '../placement-answer.js';
import { placementText } from '../placement-text.js';
import { lastOf, look, tellWarnings } from '../terminal.js';

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
  command: 'place <scenario>',
  describe: 'Say where the next task of a service or workload would go at a time, and why',
  builder: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', demandOption: true, describe: 'A scenario, YAML or JSON' })
      .option('task', { type: 'string', demandOption: true, requiresArg: true, describe: 'Name of a service or workload' })
      .option('at', { type: 'string', requiresArg: true, describe: "Simulated time, such as 2h30m; default the scenario's end" })
      .option('scores', { type: 'boolean', default: false, describe: 'Show the score of each instance at each step of the strategy' })
      .option('seed', { type: 'number', requiresArg: true, describe: "Instead of the scenario's own" })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'path=value, before anything is checked; may be repeated',
      })
      .coerce(['task', 'at', 'seed'], lastOf)
      .option('json', { type: 'boolean', default: false, describe: 'JSON instead of text' })
      .example('$0 place scenario.yaml --task web --at 2h30m --scores', '') as unknown as Argv<PlaceArguments>,
  handler: async ({ scenario: path, task, at, scores, json, seed, set }) => {
    const scenario = readScenario(path, { set, seed });
    tellWarnings(scenario);
    const answer = await placementAt(scenario, task, at === undefined ? scenario.setup.durationMs : timeOf(at));
    const lines = json ? [JSON.stringify(answer, null, 2)] : placementText(answer, { withScores: scores, width: look().width });
    process.stdout.write(`${lines.join('\n')}\n`);
  },
};

function timeOf(text: string): number {
  const atMs = parseDuration(text);
  if (atMs === undefined) throw new UserError([`--at ${text}: write a duration, such as 90s or 2h30m`]);
  return atMs;
}
