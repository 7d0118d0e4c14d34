import { describe, expect, it } from 'vitest';
import { hash32 } from '../../../src/kernel/hash.js';
import { EcsEvents } from '../../../src/record/ecs-events/ecs-events.js';
import { TABLES } from '../../../src/record/tables/all.js';
import { summaryJson } from '../../../src/report/summary.js';
import { fromText, toText } from '../../../src/run/checkpoints/plain-data.js';
import { RunRecorder } from '../../../src/run/recorder.js';
import { Digest } from '../../../src/sim/digest.js';
import type { Setup } from '../../../src/sim/setup.js';
import { Simulation } from '../../../src/sim/simulation.js';
import { makeSource } from '../../../src/workload/make-source.js';
import { EVERYTHING } from '../../billing/terms.js';
import { seeds } from '../../extent.js';
import { swarmSetup } from '../../sim/swarm-setup.js';

/** A run with every listener and every file. */
class Run {
  readonly texts = new Map<string, string>();
  readonly digest = new Digest();
  readonly recorder: RunRecorder;
  readonly events: EcsEvents;
  readonly simulation: Simulation;

  constructor(readonly setup: Setup) {
    const sinkOf = (file: string) => ({
      write: (chunk: string) => {
        this.texts.set(file, (this.texts.get(file) ?? '') + chunk);
        return true;
      },
    });
    const sinks = Object.keys(TABLES).map((file) => [file, sinkOf(file)]);
    this.recorder = new RunRecorder(setup, Object.fromEntries(sinks), { hasShares: true });
    this.events = new EcsEvents(setup, { events: sinkOf('ecs-events.jsonl'), messages: sinkOf('ecs-service-messages.jsonl') });
    const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
    this.simulation = new Simulation(setup, { sources, subscribers: [this.recorder, this.digest, this.events] });
  }

  summary(): string {
    this.simulation.advance();
    this.events.finish(this.setup.durationMs);
    const { name, seed, durationMs } = this.setup;
    const identity = { name, seed, scenarioHash: '', engineVersion: '', digest: this.digest.text, events: this.simulation.eventsHandled };
    return summaryJson({ identity, setup: this.setup, record: this.recorder.finish(durationMs), verdicts: [] });
  }
}

describe('a run of any scenario that goes on from a checkpoint of any time', () => {
  it.each(seeds(1, 10, 1000))('writes what it would have written, to the byte (seed %i)', (seed) => {
    const setup = { ...swarmSetup(seed), billing: EVERYTHING };
    const whole = new Run(setup);
    const summary = whole.summary();
    const first = new Run(setup);
    first.simulation.advance(hash32(seed, 5, 0, 0) % setup.durationMs);
    const text = toText(first.simulation.save());
    const second = new Run(setup);
    second.simulation.load(fromText(text));
    second.simulation.adopt(setup);
    expect(second.texts.size).toBe(0);
    expect(second.summary()).toBe(summary);
    for (const [file, all] of whole.texts) expect((first.texts.get(file) ?? '') + (second.texts.get(file) ?? ''), file).toBe(all);
    // The one that left the checkpoint is none the worse for it.
    expect(first.summary()).toBe(summary);
    expect(first.texts).toEqual(whole.texts);
  });
});
