import { describe, expect, it } from 'vitest';
import { SOUND } from '../../src/services/deployments/failure-modes.js';
import { Fact } from '../../src/sim/facts.js';
import { reread } from '../reread.js';
import { brokenInvariants } from '../sim/invariants/invariants.js';
import {
  batch,
  CARE,
  constant,
  daemon,
  MINUTE,
  onLaunchType,
  PLAIN_CARE,
  type RecordedFact,
  run,
  type SetupParts,
  setup,
  simulationOf,
  staticInstance,
  taskDefinition,
} from '../sim/setups.js';

/** One vCPU, then three: an instance has four. */
const SIZES = [taskDefinition({ family: 'agent' }), taskDefinition({ family: 'agent', revision: 2, cpuUnits: 3072 }), taskDefinition()];
const growsAt = (minute: number) => ({
  ...PLAIN_CARE,
  revisions: [
    { atMs: 0, taskDefinition: 0, mode: SOUND },
    { atMs: minute * MINUTE, taskDefinition: 1, mode: SOUND },
  ],
  checks: [[], []],
});
/** Two tasks for 30 minutes, and one every minute that would fit beside them. */
const work = (one: number) => [
  batch([0], 2, 30 * MINUTE, { taskDefinition: 2, capacity: onLaunchType, name: 'long' }),
  batch(Array.from({ length: 50 }, (_, i) => i + 1), 1, one, { taskDefinition: 2, capacity: onLaunchType, name: 'short' }), // biome-ignore format: list
];

function simulate(parts: SetupParts) {
  const made = run({ capacityProviders: [], staticInstances: [staticInstance()], taskDefinitions: SIZES, minutes: 60, ...parts });
  expect(brokenInvariants(made.simulation.world)).toEqual([]);
  return made.recorder;
}
const held = (facts: readonly RecordedFact[]) => facts.map(({ atMs, args }) => [atMs / MINUTE, ...args.slice(2, 5)]);

describe('Room of a daemon that has grown', () => {
  it('[S.DAEMON-6, S.DAEMON-3] is kept for it until it is placed: freed room adds up, and no other task takes it', () => {
    const recorder = simulate({ services: [daemon({ deploymentSpec: growsAt(10) })], workloads: work(0.5 * MINUTE) });
    const minutes = (kind: Parameters<typeof recorder.of>[0]) => recorder.minutesOf(kind);
    // Until the two end after 30 minutes it does not fit beside them, and the one vCPU that it left is not for the others.
    const refused = minutes(Fact.taskRefused);
    expect([refused.at(0), refused.at(-1)]).toEqual([11, 29]);
    expect(refused).toHaveLength(19);
    expect(held(recorder.of(Fact.daemonRoomHeld))).toEqual([[10, 3072, 1024, 0], [30, 0, 0, 0]]); // biome-ignore format: rows
    const agents = recorder.of(Fact.taskRequested).flatMap(({ atMs, args: [, taskClass] }) => (taskClass === 3 ? [atMs / MINUTE] : []));
    expect(agents).toEqual([30]);
  });

  it('is not kept on an instance where it could not be even without the others', () => {
    const huge = SIZES.with(1, taskDefinition({ family: 'agent', revision: 2, cpuUnits: 5000 }));
    const recorder = simulate({
      services: [daemon({ deploymentSpec: growsAt(10) })],
      workloads: work(0.5 * MINUTE),
      taskDefinitions: huge,
    });
    expect([recorder.of(Fact.daemonRoomHeld), recorder.of(Fact.taskRefused)]).toEqual([[], []]);
  });

  it('[S.DAEMON-6] is kept while the old one stops, as much as that one does not have', () => {
    const recorder = simulate({
      services: [daemon({ deploymentSpec: growsAt(10) })],
      timings: { containerStop: constant(0.5 * MINUTE) },
      workloads: [batch([10.25], 2, MINUTE, { taskDefinition: 2, capacity: onLaunchType })],
    });
    expect(recorder.of(Fact.taskRefused)).toHaveLength(1); // Of three vCPUs two are for the daemon.
    expect(held(recorder.of(Fact.daemonRoomHeld))).toEqual([[10, 2048, 0, 0], [10.5, 0, 0, 0]]); // biome-ignore format: rows
  });

  it('[S.DAEMON-3] is kept for a daemon whose scheduler takes its time to start it anew', () => {
    const crash = (reactionMs: number) =>
      simulate({
        services: [daemon({ taskDefinition: 1, timeToFailure: constant(10 * MINUTE) })],
        deploymentAndHealth: { ...CARE, reaction: constant(reactionMs) },
        workloads: [batch([20.1], 4, MINUTE, { taskDefinition: 2, capacity: onLaunchType })],
      });
    expect([0, 0.2 * MINUTE].map((ms) => crash(ms).of(Fact.taskRefused).length)).toEqual([3, 3]);
  });

  it('[S.DAEMON-6, S.INST-2] goes with an instance that drains, and comes back with it', () => {
    const drain = { kind: 'drain', provider: null, zone: null, share: 1, count: 1, fromMs: 12 * MINUTE, untilMs: 15 * MINUTE } as const;
    const recorder = simulate({ services: [daemon({ deploymentSpec: growsAt(10) })], workloads: work(0.5 * MINUTE), faults: [drain] });
    expect(held(recorder.of(Fact.daemonRoomHeld)).map(([minute, cpu]) => [minute, cpu])).toEqual([[10, 3072], [12, 0], [15, 3072], [30, 0]]); // biome-ignore format: rows
  });

  it('goes on from a saved state', () => {
    const parts = setup({
      capacityProviders: [],
      staticInstances: [staticInstance()],
      taskDefinitions: SIZES,
      services: [daemon({ deploymentSpec: growsAt(10) })],
      workloads: work(0.5 * MINUTE),
    });
    const whole = simulationOf(parts);
    whole.simulation.advance();
    const first = simulationOf(parts);
    first.simulation.advance(20 * MINUTE);
    const rest = simulationOf(parts);
    rest.simulation.load(reread(first.simulation.save()));
    rest.simulation.advance();
    const isNew = ({ kind }: RecordedFact) => kind !== Fact.taskClassDefined;
    expect([...first.recorder.facts, ...rest.recorder.facts].filter(isNew)).toEqual(whole.recorder.facts.filter(isNew));
  });
});
