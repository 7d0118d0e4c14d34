import { timeOf } from '../../../cli/scenario-options.js';
import { printWarnings } from '../../../cli/terminal.js';
import { type Column, textTable, wrapped } from '../../../cli/text-table.js';
import { durationText, numberText, usdText } from '../../../kernel/quantity-text.js';
import { orAllMistakes } from '../../../run/failure.js';
import { readScenario } from '../../../run/scenario-file.js';
import { worldAt } from '../../../run/world-at.js';
import { loadSolver } from '../solver.js';
import { type EmptiedInstance, type Rebalance, rebalance } from './rebalance.js';

export interface RebalanceRequest {
  readonly scenario: string;
  /** As written: a duration, or `end` for the end of the scenario. */
  readonly at: string;
  /** For the lower bound that the repack is compared with. */
  readonly timeLimitMs: number;
  readonly seed?: number | undefined;
  readonly set: readonly string[];
  readonly json: boolean;
}

/** The most emptied instances shown; --json has all. */
const SHOWN = 20;

/** Runs the scenario up to and including the time, and returns what a repack of its running tasks would save. */
export async function rebalanceText(rebalanceRequest: RebalanceRequest, mistakes: string[], width?: number): Promise<string> {
  const { scenario: path, at, timeLimitMs, seed, set, json } = rebalanceRequest;
  const givenMs = at === 'end' ? undefined : timeOf(at, mistakes);
  const scenario = orAllMistakes(mistakes, () => readScenario(path, { set, seed }));
  printWarnings(scenario);
  const atMs = givenMs ?? scenario.setup.durationMs;
  const world = await worldAt(scenario, atMs);
  const limits = { highs: await loadSolver(), clock: { nowMs: () => performance.now() }, timeLimitMs };
  const found: Rebalance = { ...rebalance(world, limits), atMs };
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
