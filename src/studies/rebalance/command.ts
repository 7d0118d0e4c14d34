import type { Argv, CommandModule } from 'yargs';
import { AT_OR_END, SCENARIO, SEED, SET, timeOf } from '../../cli/scenario-options.js';
import { lastOf, tellWarnings } from '../../cli/terminal.js';
import { type Column, textTable, wrapped } from '../../cli/text-table.js';
import { durationText, numberText, usdText } from '../../report/text.js';
import { orAllMistakes } from '../../run/failure.js';
import { readScenario } from '../../run/scenario-file.js';
import { parseDuration } from '../../scenario/units.js';
import { rebalanceAt } from './bound.js';
import type { EmptiedInstance, Rebalance } from './rebalance.js';

export interface RebalanceArguments {
  readonly scenario: string;
  readonly at?: string | undefined;
  readonly timeLimit: string;
  readonly seed?: number | undefined;
  readonly set: readonly string[];
  readonly json: boolean;
}

const TIME_LIMIT = '10s';
/** The most emptied instances shown; --json has all. */
const SHOWN = 20;

export const rebalanceCommand: CommandModule<object, RebalanceArguments> = {
  builder: (yargs) =>
    yargs
      .positional('scenario', SCENARIO)
      .option('at', AT_OR_END)
      .option('time-limit', {
        type: 'string',
        requiresArg: true,
        default: TIME_LIMIT,
        describe: 'For the lower bound that it is compared with',
      })
      .option('seed', SEED)
      .option('set', SET)
      .coerce(['at', 'time-limit', 'seed'], lastOf)
      .option('json', { type: 'boolean', default: false, describe: 'JSON, with every move, instead of text' })
      .example('$0 rebalance scenario.yaml --at 2h30m', '') as unknown as Argv<RebalanceArguments>,
  handler: async (options) => {
    process.stdout.write(await rebalanceText(options, process.stdout.columns));
  },
};

/** Returns the output of the command. */
export async function rebalanceText(
  { scenario: path, at, timeLimit, seed, set, json }: RebalanceArguments,
  width?: number,
): Promise<string> {
  const mistakes: string[] = [];
  const atMs = timeOf(at, mistakes);
  const timeLimitMs = parseDuration(timeLimit) ?? 0;
  if (timeLimitMs === 0) mistakes.push(`--time-limit ${timeLimit}: write a duration above zero, such as 30s or 2m`);
  const scenario = orAllMistakes(mistakes, () => readScenario(path, { set, seed }));
  tellWarnings(scenario);
  const found = await rebalanceAt(scenario, atMs ?? scenario.setup.durationMs, timeLimitMs);
  if (json) return `${JSON.stringify({ scenario: scenario.setup.name, seed: scenario.setup.seed, ...found }, null, 2)}\n`;
  return `${[`${scenario.setup.name}, seed ${scenario.setup.seed}, at ${durationText(found.atMs)}`, '', ...resultText(found, width)].join('\n')}\n`;
}

function resultText(found: Rebalance, width?: number): string[] {
  const { activeInstances, instancesInUse, instancesInUseAfter, atLeast, tasks, moves, emptied, idle, savedUsdPerHour, keptByMinSize } =
    found;
  const saved = instancesInUse - instancesInUseAfter;
  const lines = [
    `${count(tasks, 'task')} on ${instancesInUse} of ${activeInstances} ACTIVE instances.`,
    saved === 0
      ? 'A repack would empty no instance.'
      : `A repack would do with ${instancesInUseAfter}: it saves ${count(saved, 'instance')}, ${usdText(savedUsdPerHour, 3)} per hour, and moves ${count(moves.length, 'task')}.`,
    `At least ${atLeast.instances} are needed (${[...new Set(atLeast.names)].join(' + ') || 'nothing runs'}).`,
    ...(idle.instances === 0
      ? []
      : [`Besides, ${count(idle.instances, 'instance')} without tasks cost ${usdText(idle.usdPerHour, 3)} per hour already.`]),
    ...keptByMinSize.map(({ capacityProvider, instances }) => `minSize of ${capacityProvider} keeps ${instances} of the empty ones.`),
  ];
  if (emptied.length === 0) return lines.flatMap((line) => wrapped(line, width));
  const more = emptied.length > SHOWN ? [`and ${emptied.length - SHOWN} more: --json has all of them, and every move`] : [];
  return [...lines.flatMap((line) => wrapped(line, width)), '', ...textTable(emptied.slice(0, SHOWN), EMPTIED_COLUMNS, width), ...more];
}

const EMPTIED_COLUMNS: readonly Column<EmptiedInstance>[] = [
  { head: 'Emptied\ninstance', align: 'right', cell: ({ instance }) => `${instance}` },
  { head: '\nType', cell: ({ type }) => type },
  { head: '\nZone', cell: ({ zone }) => zone },
  { head: 'Capacity\nprovider', cell: ({ capacityProvider }) => capacityProvider ?? 'none' },
  { head: 'Tasks\nto move', align: 'right', cell: ({ tasks }) => numberText(tasks, 0) },
  { head: 'USD\nper hour', align: 'right', cell: ({ usdPerHour }) => numberText(usdPerHour, 3, 4) },
];

function count(number: number, word: string): string {
  return `${numberText(number, 0)} ${word}${number === 1 ? '' : 's'}`;
}
