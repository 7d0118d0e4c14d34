import { describe, expect, it } from 'vitest';
import { hash32 } from '../../src/kernel/hash.js';
import { RunRecorder } from '../../src/record/recorder.js';
import { Digest } from '../../src/sim/digest.js';
import { Simulation } from '../../src/sim/simulation.js';
import { type TraceRow, TraceSource } from '../../src/workload/trace-source.js';
import { batch, constant, MINUTE, provider, service, setup } from './setups.js';

/** 600 rows in time order; the buffer holds 16, so the simulation starves some forty times. */
const ROWS: TraceRow[] = Array.from({ length: 600 }, (_, i) => ({
  atMs: i * 7000,
  cpuUnits: 256 * (1 + (hash32(1, 2, i, 0) % 8)),
  memoryMib: 512 * (1 + (hash32(1, 3, i, 0) % 8)),
  durationMs: MINUTE * (1 + (hash32(1, 4, i, 0) % 30)),
}));
const SETUP = setup({
  minutes: 120,
  capacityProviders: [provider({ initialSize: 2, maxSize: 30 })],
  services: [service(3, { timeToFailure: { kind: 'exponential', meanMs: 20 * MINUTE } })],
  workloads: [batch([], 1, MINUTE, { name: 'trace' })],
  timings: { instanceBoot: constant(90_000), containerStart: constant(2000) },
});

class Run {
  readonly source = new TraceSource(16);
  readonly digest = new Digest();
  readonly recorder: RunRecorder;
  readonly simulation: Simulation;
  text = '';

  constructor() {
    const write = (chunk: string) => {
      this.text += chunk;
      return true;
    };
    this.recorder = new RunRecorder(SETUP, { 'tasks.csv': { write } });
    this.simulation = new Simulation(SETUP, { sources: [this.source], subscribers: [this.recorder, this.digest] });
  }

  /** Feeds from the first row that the source has not had, until the end or `times` starvations. */
  go(times = Number.POSITIVE_INFINITY): boolean {
    for (let starved = 0; starved < times; starved++) {
      if (this.simulation.advance() !== 'starved') return true;
      while (this.source.wanted > 0 && this.source.accepted < ROWS.length) this.source.push(ROWS[this.source.accepted]);
      if (this.source.accepted === ROWS.length) this.source.end();
    }
    return false;
  }
}

describe('a run that replays a trace', () => {
  const whole = new Run();
  whole.go();
  const record = whole.recorder.finish(SETUP.durationMs);

  it('has work to compare', () => {
    expect(record.metrics.headline.tasks_completed).toBeGreaterThan(400);
    expect(record.metrics.headline.scale_outs).toBeGreaterThan(1);
  });

  it.each([1, 5, 20, 37])(
    'goes on from where it starved the %ith time, through JSON: facts, metrics and CSV text are those of one go',
    (times) => {
      const first = new Run();
      expect(first.go(times)).toBe(false);
      const saved = JSON.parse(JSON.stringify(first.simulation.save()));
      const second = new Run();
      second.simulation.load(saved);
      second.go();
      expect(second.digest.text).toBe(whole.digest.text);
      expect(second.recorder.finish(SETUP.durationMs)).toEqual(record);
      expect(first.text + second.text).toBe(whole.text);
    },
  );
});
