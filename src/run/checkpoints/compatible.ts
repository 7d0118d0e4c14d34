import type { Ms } from '../../kernel/event-loop.js';
import { columnsIn, headerOf } from '../../record/tables/column.js';
import { SCALING_ACTIVITIES } from '../../record/tables/scaling-activities.js';
import { SERVICES } from '../../record/tables/services.js';
import { formatPath } from '../../scenario/text/item-names.js';
import { formatDuration } from '../../scenario/units.js';
import type { Subscriber } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { Simulation } from '../../sim/simulation.js';
import { makeSource } from '../../workload/make-source.js';
import { NO_ROWS } from '../../workload/rows-source.js';
import { RunRecorder } from '../recorder.js';
import { differences, differencesOfShape, type Place } from './differences.js';
import { mayChange } from './may-change.js';

/**
 * Returns why a run of `was` cannot continue as one of `is` from a time on, one line per reason; empty if it can. Unlisted changes are
 * refused: a setting may change only if the table allows it, and everything that determines the layout of a state must be equal, also of
 * what its `subscribers` remember.
 */
export function refusals(was: Setup, is: Setup, atMs: Ms, subscribers: (setup: Setup) => readonly Subscriber[] = recorder): string[] {
  const found = new Set<string>();
  for (const place of differences(was, is)) {
    const refusal = mayChange(place, { was, is, atMs });
    if (refusal !== null) found.add(`${placeText(refusal.place, was)} ${refusal.reason}`);
  }
  if (found.size > 0) return [...found];
  return layoutChanges(was, is, subscribers)
    .slice(0, 1)
    .map((place) => `the state of its run has another layout (${place.join('.')}): the state at ${formatDuration(atMs)} does not fit in`);
}

function placeText(place: Place, setup: Setup): string {
  return place.length === 0 ? 'the scenario' : formatPath(setup, place);
}

/** Compares the saved states of new runs of both: lists must have equal lengths, with values and nulls in the same places. */
function layoutChanges(was: Setup, is: Setup, subscribers: (setup: Setup) => readonly Subscriber[]): Place[] {
  const [before, after] = [was, is].map((setup) => shapeOf(setup, subscribers));
  return [...differences(before.tables, after.tables), ...differencesOfShape(before.layout, after.layout)];
}

interface Shape {
  readonly tables: unknown;
  readonly layout: unknown;
}

/** By setup: each call of a session needs the same one again. */
const shapes = new WeakMap<Setup, Shape>();

function shapeOf(setup: Setup, subscribers: (setup: Setup) => readonly Subscriber[]): Shape {
  if (subscribers === recorder)
    return { tables: { ...tablesOf(setup), columns: columnsOfRows(setup) }, layout: layoutOf(setup, subscribers) };
  const known = shapes.get(setup) ?? { tables: tablesOf(setup), layout: layoutOf(setup, subscribers) };
  shapes.set(setup, known);
  return known;
}

function recorder(setup: Setup): readonly Subscriber[] {
  return [new RunRecorder(setup, {}, { isForkable: true })];
}

function layoutOf(setup: Setup, subscribersOf: (setup: Setup) => readonly Subscriber[]): unknown {
  // The timeline has a rule of its own.
  const plain = { ...setup, faults: [], market: { ...setup.market, overlays: [] }, placement: { ...setup.placement, policy: null } };
  const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }, NO_ROWS));
  const simulation = new Simulation(plain, { sources, subscribers: subscribersOf(plain) });
  // A continued run recomputes market and arrivals where they differ, and takes what a group's policies remember by their names.
  const { world, subscribers } = simulation.save() as { readonly world: object; readonly subscribers: unknown };
  return { ...world, market: null, groupPolicies: null, subscribers };
}

/** Returns the columns of files to which a run adds rows. */
function columnsOfRows(setup: Setup): unknown {
  return [headerOf(columnsIn(SERVICES, setup)), headerOf(columnsIn(SCALING_ACTIVITIES, setup))];
}

/** Returns the tables that index a state without being part of it. */
function tablesOf(setup: Setup) {
  const { world } = new Simulation(
    { ...setup, workloads: [], placement: { ...setup.placement, policy: null } },
    { sources: [], subscribers: [] },
  );
  return {
    groups: world.querySubjects.groups.names,
    classes: world.classes.all.map(({ attributes, ...one }) => ({ ...one, attributes: [...attributes] })),
  };
}
