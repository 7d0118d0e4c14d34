import { expect } from 'vitest';
import { Fact } from '../../src/sim/facts.js';
import type { Setup } from '../../src/sim/setup.js';
import { type Recorder, simulationOf } from '../sim/setups.js';
import { type Change, load } from './scenarios.js';

/** What a scenario has done: where each task of each service and workload was placed, in order. */
export interface Played {
  readonly setup: Setup;
  readonly recorder: Recorder;
  /** Placements so far by name: [instance, at ms]. */
  placesOf(name: string): [instance: number, atMs: number][];
  countOf(kind: number): number;
}

/** Runs a scenario to its end, after the changes that its head comment proposes. */
export function playOf(text: string, changes: readonly Change[]): Played {
  const changed = changes.reduce((before, [from, to]) => {
    expect(before).toContain(from);
    return before.replace(from, () => to);
  }, text);
  const { setup, errors } = load(changed);
  if (setup === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  const { simulation, recorder } = simulationOf(setup);
  simulation.advance();
  const names = new Map(
    recorder
      .of(Fact.taskClassDefined)
      .map(({ args: [taskClass, service, workload] }) => [
        taskClass,
        service >= 0 ? setup.services[service]!.name : setup.workloads[workload]!.name,
      ]),
  );
  const nameOfTask = new Map(recorder.of(Fact.taskRequested).map(({ args: [task, taskClass] }) => [task, names.get(taskClass)]));
  const placed = recorder.of(Fact.taskPlaced).map(({ atMs, args: [task, instance] }) => ({ name: nameOfTask.get(task), instance, atMs }));
  return {
    setup,
    recorder,
    placesOf: (wanted) => placed.filter((place) => place.name === wanted).map(({ instance, atMs }) => [instance, atMs]),
    countOf: (kind) => recorder.facts.filter((fact) => fact.kind === kind).length,
  };
}
