import { foundText, judge } from '../../record/expect/expectation.js';
import { FiguresRecorder } from '../../record/figures-recorder.js';
import { answersOf } from '../../report/answers.js';
import { runCharts } from '../../report/charts/run-charts.js';
import { keyFacts } from '../../report/key-facts.js';
import type { Loaded } from '../../scenario/load-scenario.js';
import { reseeded } from '../../scenario/load-scenario.js';
import { readDocument } from '../../scenario/text/document.js';
import { edited, trialsOf } from './editing/edit.js';
import { describedAt, suggestionsAt } from './editing/suggest.js';
import type { Control } from './pace.js';
import type { Kind, Replication, Requests, RunOutcome, ToolKind, Validation } from './protocol.js';
import { RecordingRun } from './recording-run.js';
import { settingsOf } from './settings/settings.js';
import { load, prepared, SCENARIO_FILE, simulate } from './simulate.js';
import type { Source } from './source.js';

export type Handlers<K extends Kind> = {
  readonly [Kind in K]: (
    request: Requests[Kind]['request'],
    control: Control,
  ) => Requests[Kind]['answer'] | Promise<Requests[Kind]['answer']>;
};

/** The requests that the worker of the page answers. */
export const handlers: Handlers<Exclude<Kind, ToolKind>> = {
  validate: (source) => validationOf(source, load(source)),
  run,
  replicate,
  edit: ({ text, edits }) => edited(text, edits),
  suggest: ({ text, position }) => suggestionsAt(text, position),
  describe: ({ text, position }) => describedAt(text, position),
};

/** Requests that take a moment: they are answered while a run goes on. */
export const QUICK: ReadonlySet<Kind> = new Set<Kind>(['validate', 'edit', 'suggest', 'describe']);

function validationOf({ text }: Source, loaded: Loaded): Validation {
  const { errors = [], warnings } = loaded;
  if (loaded.errors !== undefined) return { errors, warnings, settings: [], trials: [], workloads: [], name: '' };
  const { scenario, setup } = loaded;
  return {
    errors,
    warnings,
    settings: settingsOf(scenario, readDocument(text, SCENARIO_FILE).value),
    trials: trialsOf(loaded.variants),
    workloads: setup.workloads.map(({ name }) => name),
    name: setup.name,
  };
}

async function run(source: Requests['run']['request'], control: Control): Promise<RunOutcome> {
  const startMs = performance.now();
  const loaded = load(source);
  const validation = validationOf(source, loaded);
  if (loaded.errors !== undefined) return { validation, run: null };
  const ready = prepared(loaded, source);
  const { setup } = ready;
  const recording = new RecordingRun(setup);
  const { digest, events } = await simulate(ready, recording, control);
  const { record, notes } = recording.finish();
  const verdicts = judge(record, loaded.expectations);
  return {
    validation,
    run: {
      name: setup.name,
      seed: setup.seed,
      digest,
      events,
      endMs: record.endMs,
      headline: record.metrics.headline,
      answers: answersOf({ record }),
      facts: keyFacts(record),
      notes,
      verdicts: verdicts.map((verdict) => ({ ...verdict, foundText: foundText(verdict) })),
      charts: runCharts(record),
      tookMs: performance.now() - startMs,
    },
  };
}

async function replicate({ seeds, ...source }: Requests['replicate']['request'], control: Control): Promise<Replication[]> {
  const loaded = load(source);
  if (loaded.errors !== undefined) return [];
  const replications: Replication[] = [];
  for (const seed of seeds) {
    const own = prepared(reseeded(loaded, seed), source);
    const recorder = new FiguresRecorder(own.setup, { hasShares: false });
    await simulate(own, { subscribers: [recorder] }, { ...control, progress: () => {} });
    replications.push({ seed, headline: recorder.finish(own.setup.durationMs).metrics.headline });
    control.progress(replications.length / seeds.length);
  }
  return replications;
}
