import { foundText, judge } from '../../record/expect/expectation.js';
import { FiguresRecorder } from '../../record/figures-recorder.js';
import { RunRecorder } from '../../record/recorder.js';
import { runCharts } from '../../report/charts/run-charts.js';
import { keyFacts } from '../../report/key-facts.js';
import { runSentence } from '../../report/sentence.js';
import { reseeded } from '../../scenario/load-scenario.js';
import { explain, watch } from '../fleet/watch.js';
import type { Control } from './pace.js';
import type { Kind, Replication, Requests, RunOutcome } from './protocol.js';
import { load, simulate } from './simulate.js';

export type { Control };

type Handlers = {
  readonly [K in Kind]: (ask: Requests[K]['ask'], control: Control) => Requests[K]['answer'] | Promise<Requests[K]['answer']>;
};

export const handlers: Handlers = {
  validate: (source) => {
    const { errors = [], warnings } = load(source);
    return { errors, warnings };
  },
  run,
  replicate,
  watch,
  explain,
  import: () => ({ scenario: null, findings: [], mistakes: [] }),
};

async function run(source: Requests['run']['ask'], control: Control): Promise<RunOutcome> {
  const startMs = performance.now();
  const loaded = load(source);
  if (loaded.errors !== undefined) return { errors: loaded.errors };
  const { setup, expectations } = loaded;
  const recorder = new RunRecorder(setup);
  const { digest, events } = await simulate(loaded, { subscribers: [recorder] }, control);
  const record = recorder.finish(setup.durationMs);
  const verdicts = judge(record, expectations);
  const identity = { name: setup.name, seed: setup.seed, digest, events, scenarioHash: '', engineVersion: '' };
  return {
    run: {
      name: setup.name,
      seed: setup.seed,
      digest,
      events,
      endMs: record.endMs,
      headline: record.metrics.headline,
      sentence: runSentence({ identity, setup, record, verdicts }),
      facts: keyFacts(record),
      notes: [...record.troubles, ...record.capacityNotes],
      verdicts: verdicts.map((verdict) => ({ ...verdict, foundText: foundText(verdict) })),
      charts: runCharts(record),
      tookMs: performance.now() - startMs,
    },
  };
}

async function replicate({ seeds, ...source }: Requests['replicate']['ask'], control: Control): Promise<Replication[]> {
  const loaded = load(source);
  if (loaded.errors !== undefined) return [];
  const told: Replication[] = [];
  for (const seed of seeds) {
    const own = reseeded(loaded, seed);
    const recorder = new FiguresRecorder(own.setup, { hasShares: false });
    await simulate(own, { subscribers: [recorder] }, { ...control, progress: () => {} });
    told.push({ seed, headline: recorder.finish(own.setup.durationMs).metrics.headline });
    control.progress(told.length / seeds.length);
  }
  return told;
}
