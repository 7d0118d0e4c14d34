import { describe, expect, it } from 'vitest';
import { REFRESH_DEFAULTS, type RefreshPreferences } from '../../src/autoscaling/group/refresh.js';
import { refreshSentence } from '../../src/record/refreshes.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { Fact, InstanceCause } from '../../src/sim/facts.js';
import type { RefreshSpec } from '../../src/sim/group-setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { reread } from '../reread.js';
import { brokenInvariants } from '../sim/invariants/invariants.js';
import { batch, constant, HOUR, instanceType, MINUTE, provider, Recorder, type SetupParts, setup } from '../sim/setups.js';

const [OLD, NEW, THIRD] = [0, 1, 2];
const INSTANCE_TYPES = ['old', 'new', 'third'].map((name) => instanceType({ name: `${name}.xlarge` }));
const fixed = { ...provider().managedScaling, isEnabled: false };
const ALL_AT_ONCE: Partial<RefreshPreferences> = { minHealthyPercent: 0 };

const refresh = (
  minute: number,
  desired: RefreshSpec['desired'] | null,
  preferences: Partial<RefreshPreferences> = ALL_AT_ONCE,
): RefreshSpec => ({
  atMs: minute * MINUTE,
  preferences: { ...REFRESH_DEFAULTS, ...preferences },
  ...(desired == null ? {} : { desired }),
});
const toTypes = (...instanceTypes: number[]) => ({ template: null, instanceTypes });
const toVersion = (version: number) => ({ template: version - 1, instanceTypes: null });

/** A group of four that launches the first type and may come to launch the others. */
function simulate(refreshes: readonly RefreshSpec[], over: Partial<Parameters<typeof provider>[0]> = {}, parts: SetupParts = {}) {
  const group = provider({
    ...{ instanceTypes: [OLD, NEW, THIRD], startTypes: [OLD], minSize: 4, initialSize: 4, maxSize: 8, managedScaling: fixed },
    ...{ refreshes, ...over },
  });
  const what = setup({
    ...{ minutes: 300, instanceTypes: INSTANCE_TYPES, timings: { instanceBoot: constant(2 * MINUTE) } },
    ...{ capacityProviders: [group], ...parts },
  });
  const [facts, report] = [new Recorder(), new RunRecorder(what)];
  const sources = what.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: what.seed, name }));
  const simulation = new Simulation(what, { sources, subscribers: [facts, report] });
  simulation.advance();
  expect(brokenInvariants(simulation.world)).toEqual([]);
  const { fleet } = simulation.world;
  const living = Array.from({ length: fleet.count }, (_, row) => fleet.type[row]).sort();
  return {
    simulation,
    living,
    launched: facts.values(Fact.instanceLaunched, 'type').slice(4),
    facts,
    record: report.finish(what.durationMs),
  };
}

describe('an instance refresh to other instance types', () => {
  it('[C.MID-02] replaces all by the new types, and the group launches those from then on', () => {
    const workloads = [batch([100], 20, HOUR)]; // Four fit an instance.
    const { living, launched } = simulate(
      [refresh(10, toTypes(NEW, THIRD))],
      { managedScaling: { ...fixed, isEnabled: true } },
      { workloads },
    );
    expect(living).toEqual([NEW, NEW, NEW, NEW]);
    expect(launched).toEqual([NEW, NEW, NEW, NEW, NEW]); // The first of them is preferred.
  });

  it('ends at its last checkpoint: what is launched later is of the new type, and old ones are the first to be scaled in', () => {
    const { living, facts } = simulate([refresh(10, toTypes(NEW), { ...ALL_AT_ONCE, checkpointPercentages: [50] })], {
      minSize: 2,
      managedScaling: { ...fixed, isEnabled: true },
    });
    // Nothing runs on the four: the old ones among them are not aligned with what the group launches.
    expect(facts.values(Fact.instanceTerminated, 'cause').filter((cause) => cause === InstanceCause.scaleIn)).toHaveLength(2);
    expect(living).toEqual([NEW, NEW]);
  });

  it('leaves the group as it was when it fails, for AWS changes it only when it succeeds', () => {
    const busy = { workloads: [batch([0], 16, 100 * HOUR), batch([100], 8, HOUR)] };
    const { launched, record } = simulate(
      [refresh(10, toTypes(NEW))],
      { isProtected: true, managedScaling: { ...fixed, isEnabled: true } },
      busy,
    );
    expect(record.refreshes.map(({ status }) => status)).toEqual(['Failed']);
    expect(new Set(launched)).toEqual(new Set([OLD]));
    expect(refreshSentence(record.refreshes[0]!)).toMatch(
      /^At 10 min, .*: instance refresh to new\.xlarge: Failed after 1 h, 0 instances replaced: the others are protected from scale-in/,
    );
  });
});

describe('the instances that a refresh has replaced', () => {
  it('[C.CI-09] are not those that a user terminates meanwhile', () => {
    // One of four goes at a time. The second is terminated at minute 11, when the replacement of the first boots.
    const terminate = {
      kind: 'terminate',
      provider: null,
      zone: null,
      share: 1,
      count: 1,
      fromMs: 11 * MINUTE,
      isOfOutside: false,
    } as const;
    const { record, living } = simulate([refresh(10, toTypes(NEW), { minHealthyPercent: 75 })], {}, { faults: [terminate] });
    expect(record.refreshes).toMatchObject([{ status: 'Successful', replaced_instances: 3 }]);
    expect(living).toEqual([NEW, NEW, NEW, NEW]);
  });
});

describe('an instance refresh with SkipMatching', () => {
  const skip = { ...ALL_AT_ONCE, skipsMatching: true };
  const replaced = (...refreshes: RefreshSpec[]) =>
    simulate(refreshes).record.refreshes.map(({ replaced_instances }) => replaced_instances);

  it('lets those be that have a type and the version of what is wanted', () => {
    const half = refresh(10, toTypes(NEW), { ...ALL_AT_ONCE, checkpointPercentages: [50] });
    expect(replaced(half, refresh(60, toTypes(NEW), skip))).toEqual([2, 2]);
    expect(replaced(half, refresh(60, toTypes(NEW)))).toEqual([2, 4]);
    expect(replaced(half, refresh(60, toTypes(OLD, NEW), skip))).toEqual([2, 0]);
    expect(replaced(half, refresh(60, { template: 1, instanceTypes: [NEW] }, skip))).toEqual([2, 4]); // Of version 1 all of them.
  });

  it('succeeds at once where nothing changes, and replaces all where a new version has come', () => {
    expect(simulate([refresh(10, toTypes(OLD), skip)]).record.refreshes).toEqual([
      expect.objectContaining({ begun_ms: 10 * MINUTE, ended_ms: 10 * MINUTE, status: 'Successful', replaced_instances: 0 }),
    ]);
    expect(replaced(refresh(10, null, skip), refresh(60, null, skip))).toEqual([4, 4]);
  });

  it('matches an earlier version again: back to one that some still have', () => {
    const half = refresh(10, toVersion(2), { ...ALL_AT_ONCE, checkpointPercentages: [50] });
    expect(replaced(half, refresh(60, toVersion(1), skip))).toEqual([2, 2]);
    expect(replaced(half, refresh(60, toVersion(2), skip))).toEqual([2, 2]);
    expect(replaced(half, refresh(60, null, skip), refresh(120, toVersion(3), skip))).toEqual([2, 4, 0]); // The next after 2 is 3.
  });

  it('keeps matching instances in the warm pool, too', () => {
    const warmPool = { minSize: 2, maxGroupPreparedCapacity: 4, state: 'Stopped', isChecked: true } as const;
    const ended = (preferences: Partial<RefreshPreferences>) =>
      simulate([refresh(10, toTypes(OLD), preferences)], { warmPool }).facts.of(Fact.instanceTerminated).length;
    expect([ended(ALL_AT_ONCE), ended(skip)]).toEqual([4 + 2, 0]);
  });
});

describe('the reports of an instance refresh', () => {
  it('is the same after save() and load() in its midst', () => {
    const group = provider({ instanceTypes: [OLD, NEW], startTypes: [OLD], minSize: 4, initialSize: 4, maxSize: 8, managedScaling: fixed, refreshes: [refresh(10, toTypes(NEW), {}), refresh(12, toTypes(OLD), {})] }); // biome-ignore format: one group
    const what = setup({
      minutes: 60,
      instanceTypes: INSTANCE_TYPES,
      timings: { instanceBoot: constant(2 * MINUTE) },
      capacityProviders: [group],
    });
    const made = () => {
      const recorder = new RunRecorder(what);
      return { recorder, simulation: new Simulation(what, { sources: [], subscribers: [recorder] }) };
    };
    const whole = made();
    whole.simulation.advance();
    const finished = whole.recorder.finish(what.durationMs).refreshes;
    expect(finished.map(({ explanation }) => explanation)).toEqual([
      'instance refresh to new.xlarge: Successful after 8 min, 4 instances replaced',
      'instance refresh to old.xlarge: refused, because another was in progress',
    ]);
    const first = made();
    first.simulation.advance(13 * MINUTE);
    const second = made();
    second.simulation.load(reread(first.simulation.save()));
    second.simulation.advance();
    expect(second.recorder.finish(what.durationMs).refreshes).toEqual(finished);
  });
});
