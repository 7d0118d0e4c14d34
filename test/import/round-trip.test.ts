import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { filesOf } from '../../src/experiment/export/files.js';
import { History } from '../../src/experiment/export/history.js';
import { WhatFollows } from '../../src/experiment/export/what-follows.js';
import { importScenario } from '../../src/import/import.js';
import { EcsEvents } from '../../src/report/ecs-events/ecs-events.js';
import { EcsNames } from '../../src/report/ecs-events/names.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { randomScenario } from '../experiment/export/random-scenario.js';
import { load } from '../scenario/scenarios.js';

const MINUTES = 60;
const AT_MS = MINUTES * 60_000;
const NOWHERE = { write: () => true };

type Scenario = ReturnType<typeof randomScenario>;

/** The run of a scenario, and what it tells after a time. */
function run(text: object, fromMs: number) {
  const loaded = load(stringify(text));
  if (loaded.errors !== undefined) throw new Error(loaded.errors.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  const { setup, scenario } = loaded;
  const lines: string[] = [];
  const follows = new WhatFollows(setup, fromMs, lines);
  const events = new EcsEvents(setup, { events: NOWHERE, messages: NOWHERE });
  const history = new History(setup);
  const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
  const simulation = new Simulation(setup, { sources, subscribers: [follows, events, history] });
  return { simulation, follows, lines, moment: { scenario, world: simulation.world, events, history, names: new EcsNames(setup) } };
}

/** The state that was imported in the scenario that it was exported from: arrivals and timings are in no answer of AWS. */
function from(
  text: Scenario,
  imported: { startsAt: string; present: object; services: { serviceName: string; taskDefinition: string }[] },
) {
  const { startsAt, present } = imported;
  const definitionOf = (name: string) => imported.services.find(({ serviceName }) => serviceName === name)!.taskDefinition;
  return {
    ...text,
    startsAt,
    duration: `${3 * MINUTES}m`,
    services: text.services.map(({ desiredCountSchedule: { entries }, deployments: _, ...service }) => ({
      ...service,
      taskDefinition: definitionOf(service.serviceName),
      desiredCount: entries.at(-1)!.desiredCount,
    })),
    workloads: text.workloads.map((workload) => ({ ...workload, arrivals: { type: 'schedule', at: ['999h'] } })),
    present,
  };
}

describe('a simulated cluster that is exported in the shape of AWS and imported', () => {
  it.each(Array.from({ length: Number(process.env.SEEDS ?? 12) }, (_, seed) => seed))('runs on to the same digest (seed %i)', (seed) => {
    const text = randomScenario(seed, MINUTES);
    const first = run(text, AT_MS);
    first.simulation.advance(AT_MS);
    const files = filesOf(first.moment);
    // Only its time is taken of the present section: the state itself comes from the answers.
    const { at } = files.get('present.json') as { at: string };
    files.delete('present.json');
    first.simulation.advance();
    const { scenario, mistakes } = importScenario(
      [...files].map(([file, value]) => ({ file, text: JSON.stringify(value) })),
      { at: Date.parse(at) },
    );
    expect(mistakes).toEqual([]);
    const second = run(from(text, parse(scenario!)), 0);
    second.simulation.advance();
    const differs = first.lines.findIndex((line, i) => line !== second.lines[i]);
    if (differs >= 0) expect(second.lines.slice(differs - 2, differs + 4)).toEqual(first.lines.slice(differs - 2, differs + 4));
    expect(first.lines.length).toBeGreaterThan(100);
    expect(second.follows.text).toBe(first.follows.text);
  });
});
