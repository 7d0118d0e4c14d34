import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hash32 } from '../../../src/kernel/hash.js';
import { readScenario } from '../../../src/run/scenario-file.js';
import { Digest } from '../../../src/sim/digest.js';
import { Fact } from '../../../src/sim/facts.js';
import type { Setup } from '../../../src/sim/setup.js';
import { Simulation } from '../../../src/sim/simulation.js';
import { MomentInquiry } from '../../../src/studies/explain/inquiries/moment.js';
import { FleetAt } from '../../../src/studio/fleet/fleet-at.js';
import { FleetRecorder } from '../../../src/studio/fleet/recorder.js';
import { buffersOf, type FleetRecording, InstancePhase, TaskPhase } from '../../../src/studio/fleet/recording.js';
import { minuteAt } from '../../../src/studio/fleet/scaler-minutes.js';
import { makeSource } from '../../../src/workload/make-source.js';
import { seeds } from '../../extent.js';
import { swarmSetup } from '../../sim/swarm-setup.js';
import { FactLog, type SlowFleet, slowFleet } from './slow-fleet.js';

function simulate(setup: Setup, parts: Omit<ConstructorParameters<typeof Simulation>[1], 'sources'>): void {
  const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
  expect(new Simulation(setup, { sources, ...parts }).advance()).toBe('reached');
}

function recorded(setup: Setup): { recording: FleetRecording; facts: FactLog['facts']; digest: string } {
  const recorder = new FleetRecorder(setup);
  const log = new FactLog();
  const digest = new Digest();
  simulate(setup, { subscribers: [recorder, digest, log], tracers: [recorder] });
  return { recording: recorder.finish(setup.durationMs), facts: log.facts, digest: digest.text };
}

const nameOf = (of: Record<string, number>, code: number) => Object.keys(of).find((name) => of[name] === code)!;

/** The whole state, in the words of the slow twin. */
function slowFleetOf(fleet: FleetAt): SlowFleet {
  const { lanes, tasks } = fleet.recording;
  const instances = lanes.flatMap((_, lane) =>
    [...fleet.slotsOf(lane)].flatMap((instance, slot) =>
      instance === -1
        ? []
        : [
            [
              `${lane}/${instance}`,
              {
                slot,
                phase: nameOf(InstancePhase, fleet.instancePhase(instance)),
                isNoticed: fleet.isNoticed(instance),
                cpuUsed: fleet.cpuUsed[instance],
                memoryUsed: fleet.memoryUsed[instance],
                tasks: fleet.tasksOn(instance),
              },
            ] as const,
          ],
    ),
  );
  const living = [...tasks.class.keys()].filter((task) => ![TaskPhase.none, TaskPhase.ended].includes(fleet.taskPhase(task) as 0));
  return {
    instances: Object.fromEntries(instances) as SlowFleet['instances'],
    tasks: Object.fromEntries(living.map((task) => [task, nameOf(TaskPhase, fleet.taskPhase(task))])),
    waiting: fleet.waitingTasks(),
    withoutInstance: lanes.flatMap((_, lane) => fleet.tasksOfLane(lane)).sort((a, b) => a - b),
  };
}

function sortedLanes(fleet: SlowFleet): SlowFleet {
  return { ...fleet, withoutInstance: fleet.withoutInstance.toSorted((a, b) => a - b) };
}

describe.each(seeds(5, 80))('a drawn run, seed %i', (seed) => {
  const setup = swarmSetup(seed);
  const { recording, facts, digest } = recorded(setup);

  it('is the run without a recording', () => {
    const alone = new Digest();
    simulate(setup, { subscribers: [alone] });
    expect(digest).toBe(alone.text);
  });

  it('shows at any time, in any order, the state from the facts up to it', () => {
    const fleet = new FleetAt(recording);
    const times = Array.from({ length: 12 }, (_, i) => hash32(seed, 5, i, 0) % (setup.durationMs + 1));
    for (const atMs of [0, setup.durationMs, ...times, -1]) {
      fleet.moveTo(atMs);
      expect(slowFleetOf(fleet), `at ${atMs}`).toEqual(sortedLanes(slowFleet(setup, facts, atMs)));
    }
    expect([...fleet.cpuUsed, ...fleet.taskCounts, ...fleet.instanceCounts, ...fleet.waitingByClass].every((n) => n === 0)).toBe(true);
  });

  it('counts its instances and tasks by what they are', () => {
    const fleet = new FleetAt(recording);
    fleet.moveTo(Math.floor(setup.durationMs / 2));
    const { instances, tasks, waiting } = slowFleetOf(fleet);
    for (const [phase, code] of Object.entries(InstancePhase).slice(1))
      expect(fleet.instanceCounts[code]).toBe(Object.values(instances).filter((one) => one.phase === phase).length);
    for (const [phase, code] of Object.entries(TaskPhase).slice(1, 6))
      expect(fleet.taskCounts[code]).toBe(Object.values(tasks).filter((one) => one === phase).length);
    expect(fleet.waiting).toBe(waiting.length);
    expect(fleet.waitingByClass.reduce((sum, n) => sum + n, 0)).toBe(waiting.length);
  });

  it('has each minute of each scaler as explain shows it', () => {
    const atMs = Math.floor((setup.durationMs * 2) / 3);
    const inquiry = new MomentInquiry(atMs, setup);
    simulate(setup, { subscribers: [inquiry], tracers: [inquiry] });
    for (const { instances: _, ...minute } of inquiry.answer().providers) {
      const provider = setup.capacityProviders.findIndex(({ name }) => name === minute.capacityProvider);
      expect(minuteAt(recording.minutes, provider, atMs)).toEqual(minute);
    }
  });

  it('goes to another thread without a copy', () => {
    const again = structuredClone(recording, { transfer: buffersOf(structuredClone(recording)) });
    // By value: Vitest compares columns of numbers one by one in JavaScript.
    expect(isDeepStrictEqual(again, recording)).toBe(true);
  });
});

it('has the lives of a fleet that grows and shrinks', () => {
  const { setup } = readScenario('scenarios/guide/metric.yaml');
  const { recording, facts } = recorded(setup);
  const { instances, tasks, lanes, changes } = recording;
  // Two instances at the start, four more after 1h, and four of the six go after 3h.
  expect(lanes.map(({ name, slots }) => [name, slots])).toEqual([
    ['workers', 6],
    ['FARGATE', 0],
    ['FARGATE_SPOT', 0],
    ['', 0],
  ]);
  expect([...instances.launchedMs].filter((ms) => ms > 3_600_000)).toHaveLength(4);
  expect([...instances.endedMs].filter((ms) => ms > 3 * 3_600_000)).toHaveLength(4);
  expect([...tasks.requestedMs]).toHaveLength(24);
  expect(changes.atMs).toHaveLength(facts.filter(([kind]) => isShown(kind)).length);
  // The tasks of 1h count in the minute that the scaler sees two minutes later.
  expect(minuteAt(recording.minutes, 0, 3_600_000 + 150_000)).toMatchObject({ needed: 6, running: 2, reservationPercent: 300 });
  expect(minuteAt(recording.minutes, 0, 0)).toBeNull();
});

function isShown(kind: number): boolean {
  const names: (keyof typeof Fact)[] = ['instanceLaunched', 'instanceRegistered', 'instanceDraining', 'instanceTerminated'];
  names.push('taskRequested', 'taskPlaced', 'taskPending', 'taskRunning', 'taskStopping', 'taskStopped');
  return names.some((name) => Fact[name] === kind);
}
