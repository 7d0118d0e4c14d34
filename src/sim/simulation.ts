import { assert } from '../kernel/assert.js';
import type { EventHandler, Ms } from '../kernel/event-loop.js';
import { hashText } from '../kernel/hash.js';
import type { Algorithm } from '../placement/algorithms/algorithm.js';
import type { ArrivalSource } from '../workload/source.js';
import { World } from './cluster/world.js';
import { EventKind } from './events.js';
import { eventTable } from './handlers/event-table.js';
import { Handlers } from './handlers/handlers.js';
import { Adoption, differ, passOver, sourceOf } from './handlers/present/adoption.js';
import { namedPolicy } from './policy.js';
import type { Setup } from './setup.js';
import type { TraceRowSubscriber } from './trace-rows.js';
import type { Tracer } from './tracer.js';

const { taskExits: TASK_EXITS, taskArrives: TASK_ARRIVES } = EventKind;

/** How an advance ended: the time was reached, or the budget of events was used up. */
export type Advance = 'reached' | 'sliced';

interface SavedRun {
  readonly hasBegun: boolean;
  readonly world: unknown;
  readonly sources: readonly unknown[];
  readonly subscribers: readonly unknown[];
  readonly setup: number;
  readonly witness: unknown;
}

/** A tracer that also reads the cluster. */
export interface RunTracer extends Tracer {
  /** Called once, before the first event or right before a saved state is loaded. */
  begin?(world: World): void;
}

/** The parts of a simulation that a setup does not contain. */
export interface SimulationParts {
  /** One source a workload, in the setup's order. */
  readonly sources: readonly ArrivalSource[];
  /** Each receives every fact, in order; save() and load() carry their states by their place in this list. */
  readonly subscribers?: readonly TraceRowSubscriber[];
  /** A new algorithm of the user's own, under the name in the setup. Without it the name refers to the registry. */
  readonly policy?: Algorithm | undefined;
  readonly tracers?: readonly RunTracer[] | undefined;
}

/**
 * One run: connects loop, cluster, policies and subscribers. It uses no clock, file or process; the driver advances it in slices and does
 * slow work between them.
 */
export class Simulation implements EventHandler {
  /** The current state, for tests and explanations; only the simulation may change it. */
  readonly world: World;
  private readonly handlers: Handlers;
  private readonly actions: ReturnType<typeof eventTable>;
  private hasBegun = false;

  /** Throws unless there is one source for each workload. */
  constructor(
    readonly setup: Setup,
    private readonly parts: SimulationParts,
  ) {
    assert(parts.sources.length === setup.workloads.length, 'every workload has a source');
    this.world = new World(setup, parts.subscribers ?? [], parts.policy ?? namedPolicy(setup), parts.tracers);
    for (const tracer of parts.tracers ?? []) tracer.begin?.(this.world);
    this.handlers = new Handlers(this.world, parts);
    this.actions = eventTable(this.handlers);
  }

  /** The simulated time in milliseconds from the start. */
  get nowMs(): Ms {
    return this.world.loop.nowMs;
  }

  /** Events so far. */
  get eventsHandled(): number {
    return this.world.loop.handled + this.world.traffic.quiet.over;
  }

  /**
   * Handles events up to and including `untilMs` (whole milliseconds from the start), at most `eventsMax` of them. Throws for a time before
   * `nowMs` or after the end of the scenario.
   */
  advance(untilMs: Ms = this.setup.durationMs, eventsMax = Number.POSITIVE_INFINITY): Advance {
    const { durationMs } = this.setup;
    if (untilMs > durationMs) throw new Error(`advance(${untilMs}): the scenario ends at ${durationMs} ms.`);
    if (!this.hasBegun) this.begin();
    const { loop } = this.world;
    loop.advance(untilMs, eventsMax, this);
    this.world.facts.release();
    return loop.nextMs() <= untilMs ? 'sliced' : 'reached';
  }

  handle(kind: number, subject: number, detail: number): void {
    // The two kinds that every task has need no table, so that V8 inlines their handlers.
    if (kind === TASK_EXITS) this.handlers.life.onExit(subject);
    else if (kind === TASK_ARRIVES) this.handlers.arrivals.onArrive(subject);
    else this.actions[kind](subject, detail);
  }

  /**
   * Returns data from which load() continues exactly as this run would: clock, cluster, policy, sources and subscribers. It has maps, sets,
   * typed arrays and big integers: structuredClone and v8.serialize carry them, JSON does not.
   */
  save(): unknown {
    const { sources, subscribers = [] } = this.parts;
    return {
      hasBegun: this.hasBegun,
      world: this.world.save(),
      sources: sources.map((source) => source.save()),
      subscribers: subscribers.map((subscriber) => subscriber.save?.() ?? null),
      setup: hashOf(this.setup),
      // A copy without this has lost maps and arrays, too.
      witness: new Set(),
    };
  }

  /**
   * Loads the state of a run of the same setup, or of a `parent`, which the caller then passes to adopt(). The simulation must be new.
   * Throws where a copy of the state has lost its maps and arrays, where it is of another scenario, seed or setting, and where the parent
   * has other zones, instance types, capacity providers, task definitions, services or workloads.
   */
  load(saved: unknown, parent: Setup = this.setup): void {
    assert(!this.hasBegun, 'only a new simulation takes a saved state');
    const from = saved as SavedRun;
    if (!(from?.witness instanceof Set))
      throw new Error(
        'This saved state is not complete: JSON drops its maps and typed arrays. Copy it with structuredClone, or write it with v8.serialize.',
      );
    if (from.setup !== hashOf(parent))
      throw new Error('This saved state is of another scenario, seed or setting: a simulation goes on from a state of the same setup.');
    const part = otherPart(parent, this.setup);
    if (part !== undefined)
      throw new Error(`This saved state is of a scenario with other ${part}: a state goes on with the same ones, in the same order.`);
    this.world.load(from.world);
    this.hasBegun = from.hasBegun;
    this.parts.sources.forEach((source, i) => {
      const { name, arrivals } = this.setup.workloads[i];
      if (!differ(parent.workloads[i].arrivals, arrivals)) source.load(from.sources[i] as never);
      else passOver(source, { name, nowMs: this.nowMs, was: sourceOf(parent, i, from.sources[i]) });
    });
    (this.parts.subscribers ?? []).forEach((subscriber, i) => {
      if (from.subscribers[i] !== null) subscriber.load?.(from.subscribers[i]);
    });
  }

  /** Switches to its own setup after load() of a state of `parent`'s run. */
  adopt(parent: Setup): void {
    new Adoption(this.world, parent, this.handlers).run();
    this.world.facts.release();
  }

  private begin(): void {
    this.hasBegun = true;
    this.handlers.begin();
  }
}

/** Finds the first kind of parts that differ in number or name; a state refers to parts by their place. */
function otherPart(was: Setup, is: Setup): string | undefined {
  const parts: Readonly<Record<string, (setup: Setup) => readonly string[]>> = {
    zones: ({ zones }) => zones,
    'capacity providers': ({ capacityProviders }) => capacityProviders.map(({ name }) => name),
    services: ({ services }) => services.map(({ name }) => name),
    workloads: ({ workloads }) => workloads.map(({ name }) => name),
  };
  if (was.instanceTypes.length !== is.instanceTypes.length) return 'instance types';
  if (was.taskDefinitions.length !== is.taskDefinitions.length) return 'task definitions';
  return Object.keys(parts).find((kind) => String(parts[kind]!(was)) !== String(parts[kind]!(is)));
}

const HASHES = new WeakMap<Setup, number>();

/** A hash of all settings: numbers in a saved state stand for their parts. */
function hashOf(setup: Setup): number {
  const hash = HASHES.get(setup) ?? hashText(JSON.stringify(setup));
  HASHES.set(setup, hash);
  return hash;
}
