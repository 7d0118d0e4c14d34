import { describe, expect, it } from 'vitest';
import { toText } from '../../src/run/checkpoints/plain-data.js';
import { FACTS } from '../../src/sim/facts.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { reread } from '../reread.js';
import { batch, HOUR, MINUTE, provider, Recorder, service, setup, simulationOf } from './setups.js';

const SMALL = setup({
  capacityProviders: [provider({ initialSize: 1 })],
  services: [service(2)],
  workloads: [batch([1, 2, 90], 1, MINUTE)],
});

describe('Simulation', () => {
  it('stops at a time and handles what falls on it', () => {
    const { simulation, recorder } = simulationOf(SMALL);
    expect(simulation.advance(MINUTE)).toBe('reached');
    expect(simulation.nowMs).toBe(MINUTE);
    expect(recorder.facts.at(-1)!.atMs).toBe(MINUTE);
    expect(simulation.advance()).toBe('reached');
    expect(simulation.nowMs).toBe(HOUR);
    expect(recorder.facts.every(({ atMs }) => atMs <= HOUR)).toBe(true); // The arrival at minute 90 is beyond the end.
  });

  it('stops after a number of events, and reports that there is more', () => {
    const { simulation } = simulationOf(SMALL);
    expect(simulation.advance(HOUR, 3)).toBe('sliced');
    expect(simulation.eventsHandled).toBe(3);
    while (simulation.advance(HOUR, 1) === 'sliced');
    const whole = simulationOf(SMALL).simulation;
    whole.advance();
    expect(simulation.eventsHandled).toBe(whole.eventsHandled);
  });

  it('runs the same without anybody listening', () => {
    // With room for all, and with tasks that wait and are explained to subscribers each minute.
    for (const what of [SMALL, setup({ ...SMALL, minutes: 60, services: [service(6)], capacityProviders: [provider({ maxSize: 1 })] })]) {
      const sources = what.workloads.map((w) => makeSource(w.arrivals, { seed: 1, name: w.name }));
      const alone = new Simulation(what, { sources });
      alone.advance();
      const { simulation } = simulationOf(what);
      simulation.advance();
      expect(toText(alone.world.save())).toBe(toText(simulation.world.save()));
    }
  });

  it('requires a source for every workload, and only a new simulation takes a saved state', () => {
    expect(() => new Simulation(SMALL, { sources: [] })).toThrow('every workload has a source');
    const { simulation } = simulationOf(SMALL);
    const saved = simulation.save();
    simulation.advance(MINUTE);
    expect(() => simulation.load(saved)).toThrow('only a new simulation');
  });

  it('can be saved before it has begun', () => {
    const whole = simulationOf(SMALL);
    whole.simulation.advance();
    const again = simulationOf(SMALL);
    again.simulation.load(reread(simulationOf(SMALL).simulation.save()));
    again.simulation.advance();
    expect(again.recorder.facts).toEqual(whole.recorder.facts);
  });

  it('refuses a saved state that went through JSON', () => {
    const { simulation } = simulationOf(SMALL);
    const saved = JSON.parse(JSON.stringify(simulation.save(), (_, value) => (typeof value === 'bigint' ? `${value}` : value)));
    expect(() => simulationOf(SMALL).simulation.load(saved)).toThrow('JSON drops its maps and typed arrays');
    simulationOf(SMALL).simulation.load(structuredClone(simulation.save()));
  });

  it('refuses a state of another scenario or seed', () => {
    const saved = () => simulationOf(SMALL).simulation.save();
    const [first, ...others] = SMALL.services;
    const renamed = { ...SMALL, services: [{ ...first!, name: 'other' }, ...others] };
    const [group, ...groups] = SMALL.capacityProviders;
    const larger = { ...SMALL, capacityProviders: [{ ...group!, maxSize: group!.maxSize + 1 }, ...groups] };
    for (const other of [{ ...SMALL, seed: SMALL.seed + 1 }, renamed, larger])
      expect(() => simulationOf(other).simulation.load(saved())).toThrow('is of another scenario, seed or setting');
    simulationOf(SMALL).simulation.load(structuredClone(saved()));
  });

  it('refuses a state of a parent with other parts', () => {
    const saved = simulationOf(SMALL).simulation.save();
    const { services, workloads } = SMALL;
    const others = { services: [...services, service(1)], workloads: [...workloads, batch([1], 1, MINUTE)] };
    for (const [part, list] of Object.entries(others)) {
      const other = { ...SMALL, [part]: list };
      expect(() => simulationOf(other).simulation.load(structuredClone(saved), SMALL)).toThrow(
        `a scenario with other ${part}: a state goes on`,
      );
    }
  });

  it('goes no further than its scenario', () => {
    const { simulation } = simulationOf(SMALL);
    const { durationMs } = simulation.setup;
    expect(() => simulation.advance(durationMs + 1)).toThrow(`the scenario ends at ${durationMs} ms`);
    expect([simulation.advance(durationMs), simulation.nowMs]).toEqual(['reached', durationMs]);
  });

  it('passes 0 for arguments that a kind of fact does not name', () => {
    const { simulation, recorder } = simulationOf(SMALL);
    simulation.advance();
    expect(recorder).toBeInstanceOf(Recorder);
    for (const { kind, args } of recorder.facts) expect(args.slice(FACTS[kind].args.length).every((value) => value === 0)).toBe(true);
  });
});
