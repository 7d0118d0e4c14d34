import type { Argv } from 'yargs';
import { NUMBER, ofText, ofTexts, SEED, SET, TEXT } from '../../cli/scenario-options.js';
import { printWarnings } from '../../cli/terminal.js';
import type { WordsOf } from '../../cli/words.js';
import { whyNoAddress, whyNoName } from '../../endpoint/hosts.js';
import { orAllMistakes } from '../../run/failure.js';
import { withPackages } from '../../run/optional-packages.js';
import { readScenario } from '../../run/scenario-file.js';

const PORT_MAX = 65_535;
const SPEED = /^(max|step|(\d{1,6}(\.\d{1,3})?)x)$/;

const builder = (yargs: Argv) =>
  yargs
    .positional('scenario', { type: 'string', demandOption: true, describe: 'A scenario, YAML or JSON' })
    .option('speed', {
      ...TEXT,
      default: 'max',
      describe: 'max: time runs to a stable cluster before a read; 60x: a minute a second; step: only by POST /drydock/advance',
    })
    .option('host', {
      ...TEXT,
      default: '127.0.0.1',
      describe: 'Address to listen on; with another one than 127.0.0.1, other machines can drive the cluster',
    })
    .option('allow-host', ofTexts('Also answer requests that name this host, as NAME or NAME:PORT; may be repeated'))
    .option('port', { ...NUMBER, default: 4580, describe: 'Port; 0: any that is free' })
    .option('journal', ofText('Write the calls that change something, with their simulated times'))
    .option('replay', ofText('Make the calls of a journal again, print the digest, and end'))
    .option('seed', SEED)
    .option('set', SET)
    .conflicts('replay', 'journal')
    .example('$0 serve scenario.yaml --speed max', '')
    .example('aws ecs list-services --endpoint-url http://127.0.0.1:4580', '');

export type ServeArguments = WordsOf<typeof builder>;

export const serveCommand = {
  builder,
  handler: async ({ scenario: path, speed, host, port, allowHost: allowed, journal, replay, seed, set }: ServeArguments) => {
    const mistakes = [
      ...(SPEED.test(speed) && Number.parseFloat(speed) !== 0 ? [] : [`--speed ${speed}: write max, step, or a factor such as 60x`]),
      ...(Number.isInteger(port) && port >= 0 && port <= PORT_MAX ? [] : [`--port: write a whole number from 0 to ${PORT_MAX}`]),
      ...[whyNoAddress(host), ...allowed.map(whyNoName)].filter((why) => why !== undefined),
    ];
    const scenario = orAllMistakes(mistakes, () => readScenario(path, { set, seed }));
    printWarnings(scenario);
    const { session, replaySession } = await withPackages('the APIs of AWS', () => import('./session.js'));
    if (replay === undefined) await session(scenario, { host, port, allowed }, { speed, journal });
    else await replaySession(scenario, replay);
  },
};
