import type { Ms } from '../../kernel/event-loop.js';
import { durationText } from '../../kernel/quantity-text.js';
import { type FleetMap, State } from '../../record/fleet/fleet-map.js';
import type { RunRecord } from '../../record/run-record.js';
import { rowRuns } from '../client/rows.js';
import { timeAxis, timeUnit } from './axes.js';
import { shared } from './build.js';
import type { Cells, ChartSpec } from './chart-spec.js';
import { BLUE, GREY, ORANGE, PURPLE, SKY, VERMILLION } from './palette.js';

/** The look of each state in the order of the legend; `state` is a value of State. */
const LOOKS: readonly { readonly state: number; readonly name: string; readonly about?: string; readonly colour: string }[] = [
  { state: State.active, name: 'active', about: 'filled by what tasks reserve', colour: BLUE },
  { state: State.booting, name: 'booting', colour: SKY },
  { state: State.pooled, name: 'in the warm pool', colour: GREY },
  { state: State.draining, name: 'draining', colour: ORANGE },
  { state: State.outside, name: 'not in ECS', colour: PURPLE },
  { state: State.lost, name: 'interrupted or lost', colour: VERMILLION },
];
/** Highest and lowest row in pixels, and the height of everything else. */
const ROW_PX_MAX = 22;
const ROW_PX_MIN = 2.5;
const ROWS_PX_MAX = 620;
const LANE_PX = 20;
const FRAME_PX = 130;

/** The instances over time, and how full they were. Empty if everything runs on Fargate. `run`: which one, if there are several. */
export function fleetCharts({ fleet }: RunRecord, run: FleetOf = {}): ChartSpec[] {
  const { id = 'fleet', name, spanMs = fleet.endMs } = run;
  if (fleet.lanes.length === 0) return [];
  const { ms } = timeUnit(spanMs);
  const rows = fleet.lanes.reduce((sum, lane) => sum + lane.rows.length, 0);
  const cells: Cells = {
    unitMs: ms,
    everyMs: fleet.everyMs,
    endMs: fleet.endMs,
    slotsPerRow: fleet.slotsPerRow,
    colours: Object.fromEntries(LOOKS.map(({ state, colour }) => [state, colour])),
    words: Object.fromEntries(LOOKS.map(({ state, name: word }) => [state, word])),
    lanes: fleet.lanes.map((lane) => ({
      name: lane.name || 'outside any capacity provider',
      rows: lane.rows,
      instances: instancesOf(fleet, lane.group),
    })),
  };
  const used = usedStates(fleet);
  const datasets = LOOKS.filter(({ state }) => used.has(state)).map(({ name: word, about, colour }) => ({
    label: about === undefined ? word : `${word}, ${about}`,
    data: [],
    borderColor: colour,
    backgroundColor: colour,
    pointStyle: 'rectRounded' as const,
  }));
  const look = shared(name === undefined ? 'Fleet map' : `Fleet of ${name}`, subtitleOf(fleet, rows), 'rectRounded');
  const options = { ...look, scales: { x: { ...timeAxis(spanMs), grid: { display: false } }, y: { display: false, min: 0, max: 1 } } };
  return [
    {
      id,
      title: name === undefined ? 'Fleet map' : `Fleet of ${name}`,
      description: `A row for ${rowWords(fleet)}, filled by the share of it that tasks reserve, coloured by its state: how they pack, what stays free, drains and is lost.`,
      config: { type: 'line', data: { datasets, cells } as ChartSpec['config']['data'], options } as unknown as ChartSpec['config'],
      time: { unitMs: ms, spanMs },
      heightPx: heightOf(rows, fleet.lanes.length),
      isWide: true,
    },
  ];
}

interface FleetOf {
  readonly id?: string;
  readonly name?: string;
  /** Span of the common time axis. */
  readonly spanMs?: Ms;
}

function rowWords({ slotsPerRow }: FleetMap): string {
  return slotsPerRow === 1 ? 'each instance' : `${slotsPerRow} instances`;
}

function subtitleOf(fleet: FleetMap, rows: number): string {
  const peak = fleet.lanes.reduce((sum, lane) => sum + lane.slots, 0);
  const row = fleet.slotsPerRow === 1 ? '' : `, ${fleet.slotsPerRow} to a row in ${rows} rows`;
  return `room for ${peak} instances at a time${row}; a column is ${durationText(fleet.everyMs)}`;
}

function heightOf(rows: number, lanes: number): number {
  const row = Math.max(ROW_PX_MIN, Math.min(ROW_PX_MAX, ROWS_PX_MAX / rows));
  return Math.round(FRAME_PX + lanes * LANE_PX + rows * row);
}

/** The states that occur, from the digits in row texts: the legend leaves out all others. */
function usedStates({ lanes }: FleetMap): ReadonlySet<number> {
  const used = new Set<number>();
  for (const { rows } of lanes) for (const row of rows) for (const { state } of rowRuns(row)) used.add(state);
  return used;
}

/** The instances in each slot, for the tooltip of a row. */
function instancesOf({ instances }: FleetMap, group: number): Cells['lanes'][number]['instances'] {
  return instances
    .filter((instance) => instance.group === group)
    .map(({ slot, instance, launchedMs, endedMs, cause, type, zone }) => [
      slot,
      instance,
      launchedMs,
      endedMs,
      `${type} in ${zone}`,
      cause ?? '',
    ]);
}
