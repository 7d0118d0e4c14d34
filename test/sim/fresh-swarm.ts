import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Ms } from '../../src/kernel/event-loop.js';
import { hash32 } from '../../src/kernel/hash.js';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { Digest } from '../../src/sim/digest.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { reread } from '../reread.js';
import { mixedScenario } from '../studies/export/mixed-scenario.js';
import { randomScenario } from '../studies/export/random-scenario.js';
import { broadScenario } from './broad/broad-scenario.js';
import { calmScenario } from './broad/calm-scenario.js';
import { churnScenario } from './broad/churn-scenario.js';
import { brokenFacts, CountedFacts } from './invariants/facts.js';
import { brokenInvariants } from './invariants/invariants.js';
import { WatchedPercents } from './invariants/percents.js';
import { withoutRest } from './invariants/rest.js';
import { beginningWith } from './present-state.js';
import { swarmSetup } from './swarm-setup.js';

/** Events of the longest slice between two looks at the invariants. */
const SLICE_MAX = 60;
/** Events of the longest case; most have less than 10,000. Services whose starts nothing throttles can fail one each millisecond. */
const EVENTS_MAX = 50_000;
/** Of a drawn scenario file, when its arrivals end. */
const MINUTES = 60;

/**
 * A drawn setup has settings that no scenario file states; a drawn file can be run by hand. `present` begins with what a drawn setup has
 * come to, `churned` with what a `churn` file has. A `calm` file is a `churn` one without trouble, whose services must come to rest.
 */
const KINDS = ['setup', 'present', 'random', 'mixed', 'broad', 'churn', 'churned', 'calm'] as const;
export type Kind = (typeof KINDS)[number];

export interface Failure {
  readonly kind: Kind;
  readonly seed: number;
  readonly trouble: readonly string[];
  /** What was written, and how to run it. */
  readonly file: string;
  readonly again: string;
}

export interface SwarmOptions {
  /** Seed of the first case; the next ones count up. */
  readonly first: number;
  /** Called after each seed. */
  readonly isOver: () => boolean;
  /** Directory for what fails. */
  readonly out: string;
  readonly check?: (setup: Setup) => readonly string[];
}

/** Runs drawn scenarios, each seed as every kind, until time is over or one fails. */
export function freshSwarm({ first, isOver, out, check = (setup) => troubleOf(setup) }: SwarmOptions): {
  readonly cases: number;
  readonly failure?: Failure;
} {
  let cases = 0;
  for (let seed = first; ; seed++) {
    for (const kind of KINDS) {
      const trouble = troubleIn(() => check(setupFor(kind, seed)));
      cases++;
      if (trouble.length > 0) return { cases, failure: left({ kind, seed, trouble }, out) };
    }
    if (isOver()) return { cases };
  }
}

/** The text of a drawn scenario file; undefined of a drawn setup. */
function textOf(kind: Kind, seed: number): string | undefined {
  const scenarios = { random: randomScenario, mixed: mixedScenario, broad: broadScenario, churn: churnScenario, calm: calmScenario };
  return kind in scenarios ? stringify(scenarios[kind as keyof typeof scenarios](seed, MINUTES)) : undefined;
}

export function setupFor(kind: Kind, seed: number): Setup {
  if (kind === 'present') return presentSetup(seed, swarmSetup(seed));
  if (kind === 'churned') return presentSetup(seed, setupFor('churn', seed));
  const text = textOf(kind, seed);
  if (text === undefined) return swarmSetup(seed);
  const { setup, errors } = loadScenario(text, { file: 'drawn.yaml', read: () => undefined });
  if (setup === undefined) throw new Error(JSON.stringify(errors));
  return setup;
}

function presentSetup(seed: number, setup: Setup): Setup {
  const { simulation } = made(setup);
  simulation.advance(Math.floor((setup.durationMs * (1 + (hash32(seed, 4, 0, 0) % 5))) / 7));
  return beginningWith(simulation.world);
}

function troubleIn(check: () => readonly string[]): readonly string[] {
  try {
    return check();
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

export interface CaseAnswer {
  readonly digest: string;
  readonly trouble: readonly string[];
}

/** The digest of a drawn scenario, as far as it came, and its trouble. */
export function caseOf(kind: Kind, seed: number): CaseAnswer {
  return answerOf(kind, seed, (setup, whole) => troubleOf(setup, whole));
}

/** The digest alone, in one go. */
export function digestOf(kind: Kind, seed: number): CaseAnswer {
  return answerOf(kind, seed, (_, { simulation }) => {
    simulation.advance();
    return [];
  });
}

/** The digest in one go, and whether a run that is saved and loaded or that uses the index has another. */
export function twinsOf(kind: Kind, seed: number): CaseAnswer {
  return answerOf(kind, seed, (setup, whole) => {
    whole.simulation.advance();
    return unlikeTwins(setup, whole.digest.text, setup.durationMs);
  });
}

function answerOf(kind: Kind, seed: number, check: (setup: Setup, whole: Made) => readonly string[]): CaseAnswer {
  let digest = new Digest();
  const trouble = troubleIn(() => {
    const setup = setupFor(kind, seed);
    const whole = made(setup);
    ({ digest } = whole);
    return check(setup, whole);
  });
  return { digest: digest.text, trouble };
}

/** Broken invariants between slices of events, services of a calm file without rest, and a digest that differs after save() and load() through JSON, or by the index of free room. */
function troubleOf(setup: Setup, whole = made(setup)): readonly string[] {
  const { seed, name } = setup;
  const { simulation, facts, percents } = whole;
  for (let slice = 0; simulation.eventsHandled < EVENTS_MAX; slice++) {
    const answer = simulation.advance(setup.durationMs, 1 + (hash32(seed, 1, slice, 0) % SLICE_MAX));
    const broken = [...brokenInvariants(simulation.world), ...brokenFacts(simulation.world, facts), ...percents.broken];
    if (broken.length > 0) return broken.map((line) => `at ${simulation.nowMs} ms: ${line}`);
    if (answer !== 'sliced') break;
  }
  const endMs = simulation.nowMs;
  simulation.advance(endMs);
  const unrested = name.startsWith('calm') && endMs === setup.durationMs ? withoutRest(simulation.world) : [];
  return [...unrested, ...unlikeTwins(setup, whole.digest.text, endMs)];
}

/** Digests that differ although they must not: after save() and load() through JSON, and by the index of free room. */
function unlikeTwins(setup: Setup, wanted: string, endMs: Ms): readonly string[] {
  const { seed } = setup;
  const before = made(setup);
  const savedMs = 1 + (hash32(seed, 2, 0, 0) % endMs);
  before.simulation.advance(savedMs);
  const after = made(setup);
  after.simulation.load(reread(before.simulation.save()));
  after.simulation.advance(endMs);
  const indexed = made(setup);
  indexed.simulation.world.fleet.indexFrom = 1;
  indexed.simulation.advance(endMs);
  const differs = (digest: Digest, how: string) => (digest.text === wanted ? [] : [`${how}: the digest is ${digest.text}, not ${wanted}`]);
  return [
    ...differs(after.digest, `saved and loaded at ${savedMs} ms`),
    ...differs(indexed.digest, 'placed by the index and not by a scan'),
  ];
}

interface Made {
  readonly simulation: Simulation;
  readonly digest: Digest;
  readonly facts: CountedFacts;
  readonly percents: WatchedPercents;
}

function made(setup: Setup): Made {
  const digest = new Digest();
  const facts = new CountedFacts();
  const percents = new WatchedPercents();
  const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
  const simulation = new Simulation(setup, { sources, subscribers: [digest, facts, percents] });
  percents.world = simulation.world;
  return { simulation, digest, facts, percents };
}

/** Writes what failed where it can be found. */
function left(failed: Pick<Failure, 'kind' | 'seed' | 'trouble'>, out: string): Failure {
  const { kind, seed } = failed;
  mkdirSync(out, { recursive: true });
  const text = textOf(kind, seed);
  const file = join(out, `${kind}-${seed}.${text === undefined ? 'json' : 'yaml'}`);
  writeFileSync(file, text ?? JSON.stringify(setupFor(kind, seed), null, 2));
  const again = `npm run swarm -- --minutes 0 --seed ${seed}`;
  return { ...failed, file, again: text === undefined ? again : `${again}; npx drydock run ${file}` };
}
