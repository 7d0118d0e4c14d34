import { columnsOf } from '../../report/csv/columns.js';
import { RunRecorder } from '../../report/recorder.js';
import { formatPath } from '../../scenario/set-path.js';
import { formatDuration } from '../../scenario/units.js';
import type { Ms } from '../../sim/kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import { Simulation } from '../../sim/simulation.js';
import { makeSource } from '../../workload/make-source.js';
import { differences, differencesOfShape, type Place } from './differences.js';
import { mayChange } from './may-change.js';

/**
 * Why a run of `was` cannot go on as one of `is` from a time on, one line a reason; none: it can. What nobody has thought of is refused: a
 * setting may change when the table says so, and all that a state is laid out by must be the same.
 */
export function refusals(was: Setup, is: Setup, atMs: Ms): string[] {
  const found = new Set<string>();
  for (const place of differences(was, is)) {
    const refusal = mayChange(place, { was, is, atMs });
    if (refusal !== null) found.add(`${nameOf(refusal.place, was)} ${refusal.reason}`);
  }
  if (found.size === 0 && !hasSameLayout(was, is))
    found.add(`what a run of it remembers has another layout, and a state of ${formatDuration(atMs)} does not fit in`);
  return [...found];
}

function nameOf(place: Place, setup: Setup): string {
  return place.length === 0 ? 'the scenario' : formatPath(setup, place);
}

/** New runs of both, asked what they would save: the same lists, of the same lengths, with something or nothing in the same places. */
function hasSameLayout(was: Setup, is: Setup): boolean {
  return differencesOfShape(layoutOf(was), layoutOf(is)).length === 0 && differences(tablesOf(was), tablesOf(is)).length === 0;
}

function layoutOf(setup: Setup): unknown {
  const plain = { ...setup, placement: { ...setup.placement, policy: null } };
  const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
  return new Simulation(plain, { sources, subscribers: [new RunRecorder(plain)] }).save();
}

/** What a state is indexed by, though it does not hold it. */
function tablesOf(setup: Setup): unknown {
  const { world } = new Simulation(
    { ...setup, workloads: [], placement: { ...setup.placement, policy: null } },
    { sources: [], subscribers: [] },
  );
  return {
    classes: world.classes.all.map(({ attributes, ...one }) => ({ ...one, attributes: [...attributes] })),
    columns: (['services.csv', 'scaling-activities.csv'] as const).map((file) => columnsOf(file, setup)),
  };
}
