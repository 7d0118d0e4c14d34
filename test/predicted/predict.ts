import { expect } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import type { Ms } from '../../src/kernel/event-loop.js';
import { FiguresRecorder } from '../../src/record/figures-recorder.js';
import { FACTS, type FactKind, StopCause } from '../../src/sim/facts.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { reread } from '../reread.js';
import { brokenInvariants } from '../sim/invariants/invariants.js';

/** A fact as a run emitted it, with its arguments by name. */
interface PlayedFact {
  readonly name: string;
  readonly at: number;
  readonly args: Readonly<Record<string, number>>;
}

/** The life of one task; times in seconds, undefined where it never came. */
export interface PlayedTask {
  readonly task: number;
  /** Name of its service or workload. */
  readonly of: string;
  requested: number;
  placed?: number;
  instance?: number;
  /** Since when it waits on its instance for room of stopping tasks. */
  queued?: number;
  /** Its images are pulled from then on. */
  pending?: number;
  running?: number;
  /** Its desired status turned STOPPED. */
  stopping?: number;
  stopped?: number;
  cause?: keyof typeof StopCause;
}

const CAUSES = new Map(Object.entries(StopCause).map(([name, cause]) => [cause as number, name as keyof typeof StopCause]));

/**
 * Runs a scenario as a user writes it to its end, as `drydock run` does, and checks the invariants of the end state. As the rules' vectors
 * have it, the service scheduler acts at once unless `hasTurns`.
 *
 * @param options.until - Stops at this second instead of at the end.
 * @param options.savedAt - Saves at this second, and goes on in a new simulation that has loaded it.
 */
export function predict(text: string, { until, savedAt, hasTurns = false }: { until?: number; savedAt?: number; hasTurns?: boolean } = {}) {
  const set = hasTurns || /reaction:/.test(text) ? [] : [{ path: 'serviceScheduler.reaction', value: '0s' }];
  const { setup, errors, warnings } = checkScenario(text, { file: 'scenario.yaml', read: () => undefined, set }) as unknown as {
    setup: Setup;
    errors?: readonly { message: string }[];
    warnings: readonly { message: string }[];
  };
  expect(errors?.map(({ message }) => message)).toBeUndefined();
  const facts: PlayedFact[] = [];
  const onFact = (kind: FactKind, atMs: Ms, ...values: number[]) => {
    const { name, args } = FACTS[kind];
    facts.push({ name, at: atMs / 1000, args: Object.fromEntries(args.map((arg, i) => [arg, values[i]!])) });
  };
  const figures = new FiguresRecorder(setup);
  const made = () => {
    const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
    return new Simulation(setup, { sources, subscribers: [{ onFact, save: () => null, load: () => undefined }, figures] });
  };
  let simulation = made();
  if (savedAt !== undefined) {
    simulation.advance(savedAt * 1000);
    const saved = reread(simulation.save());
    simulation = made();
    simulation.load(saved);
  }
  const endMs = until === undefined ? setup.durationMs : until * 1000;
  simulation.advance(endMs);
  expect(brokenInvariants(simulation.world)).toEqual([]);
  const of = (name: string) => facts.filter((fact) => fact.name === name);
  const messages = warnings.map(({ message }) => message);
  return { setup, simulation, warnings: messages, facts, of, tasks: tasksOf(setup, facts), figures: figures.finish(endMs) };
}

function tasksOf(setup: Setup, facts: readonly PlayedFact[]): PlayedTask[] {
  const classes = new Map<number, string>();
  const tasks = new Map<number, PlayedTask>();
  for (const { name, at, args } of facts) {
    if (name === 'taskClassDefined') {
      classes.set(args.class!, args.service! >= 0 ? setup.services[args.service!]!.name : setup.workloads[args.workload!]!.name);
    } else if (name === 'taskRequested') {
      tasks.set(args.task!, { task: args.task!, of: classes.get(args.class!)!, requested: at });
    } else {
      const task = args.task === undefined ? undefined : tasks.get(args.task);
      if (task !== undefined) note(task, name, at, args);
    }
  }
  return [...tasks.values()];
}

function note(task: PlayedTask, name: string, at: number, args: PlayedFact['args']): void {
  if (name === 'taskPlaced') Object.assign(task, { placed: at, instance: args.instance });
  if (name === 'taskOnFargate') task.placed = at;
  if (name === 'taskQueued') task.queued = at;
  if (name === 'taskPending') task.pending = at;
  if (name === 'taskRunning') task.running = at;
  if (name === 'taskStopping') Object.assign(task, { stopping: at, cause: CAUSES.get(args.cause!) });
  if (name === 'taskStopped') Object.assign(task, { stopped: at, cause: CAUSES.get(args.cause!) });
}
