import { loadScenario, type Setup, type Subscriber } from '../../engine.js';
import { figureOf } from '../../record/expect/figures.js';
import type { FinishedRun } from '../../report/summary.js';
import { RunRecorder } from '../../run/recorder.js';
import type { RunTracer } from '../../sim/simulation.js';
import type { Inquiry } from '../../studies/explain/inquiries/inquiry.js';
import { InstanceInquiry } from '../../studies/explain/inquiries/instance.js';
import { MomentInquiry } from '../../studies/explain/inquiries/moment.js';
import { TaskInquiry } from '../../studies/explain/inquiries/task.js';
import { instanceWords } from '../../studies/explain/sentences/instance.js';
import { momentWords } from '../../studies/explain/sentences/moment.js';
import { taskWords } from '../../studies/explain/sentences/task.js';
import type { Control } from '../engine/pace.js';
import { type Prepared, prepared, SCENARIO_FILE, simulate } from '../engine/simulate.js';
import { CandidateList } from './candidates.js';
import { FleetRecorder } from './recorder.js';
import type { Explained, ExplainRequest, Watched, WatchRequest, WatchSource } from './watch-protocol.js';

/** Runs a scenario and records its fleet. */
export async function watch({ figures = [], ...source }: WatchRequest, control: Control): Promise<Watched> {
  const ready = readyOf(source);
  const { setup } = ready;
  const fleet = new FleetRecorder(setup);
  const { digest, record } = await recorded(ready, { subscribers: [fleet], tracers: [fleet] }, control);
  const measured = figures.map((path) => figureOf(record, path.split('.')));
  return {
    ...{ name: setup.name, seed: setup.seed, digest, demand: demandOf(setup) },
    ...{ figures: measured, recording: fleet.finish(setup.durationMs) },
  };
}

function demandOf({ seed, durationMs, workloads, services }: Setup): string {
  const arriving = workloads.map(({ name, arrivals, count, runTime }) => ({ name, arrivals, count, runTime }));
  const serving = services.map(({ name, desired, desiredEveryMs, load }) => ({ name, desired, desiredEveryMs, load }));
  return JSON.stringify({ seed, durationMs, arriving, serving });
}

/** Repeats the run with an inquiry, and returns its sentences. */
export async function explain({ subject, ...source }: ExplainRequest, control: Control): Promise<Explained> {
  const ready = readyOf(source);
  if ('task' in subject) {
    const list = new CandidateList(subject.task);
    const words = await answerTexts(ready, { inquiry: new TaskInquiry(subject.task, 0), words: taskWords, others: [list] }, control);
    return { words, candidates: list.candidates };
  }
  const words =
    'instance' in subject
      ? await answerTexts(ready, { inquiry: new InstanceInquiry(subject.instance), words: instanceWords }, control)
      : await answerTexts(ready, { inquiry: new MomentInquiry(subject.atMs, ready.setup), words: momentWords }, control);
  return { words, candidates: [] };
}

interface Question<Answer> {
  readonly inquiry: Inquiry<Answer>;
  readonly words: (answer: Answer) => string[];
  readonly others?: readonly RunTracer[];
}

async function answerTexts<Answer>(
  ready: Prepared,
  { inquiry, words, others = [] }: Question<Answer>,
  control: Control,
): Promise<string[]> {
  const finished = await recorded(ready, { subscribers: [inquiry], tracers: [inquiry, ...others] }, control);
  return words(inquiry.answer(finished));
}

function readyOf({ text, files, algorithm, set = [], seed }: WatchSource): Prepared {
  const read = (name: string) => (name === SCENARIO_FILE ? text : Object.hasOwn(files, name) ? files[name] : undefined);
  return prepared(loadScenario(SCENARIO_FILE, { read, set, seed }), { files, algorithm });
}

async function recorded(
  ready: Prepared,
  parts: { readonly subscribers: readonly Subscriber[]; readonly tracers: readonly RunTracer[] },
  control: Control,
): Promise<FinishedRun & { readonly digest: string }> {
  const { setup } = ready;
  const recorder = new RunRecorder(setup, {}, { hasShares: true });
  const { digest, events } = await simulate(ready, { ...parts, subscribers: [recorder, ...parts.subscribers] }, control);
  const identity = { name: setup.name, seed: setup.seed, digest, events, scenarioHash: '', engineVersion: '' };
  return { identity, setup, record: recorder.finish(setup.durationMs), verdicts: [], digest };
}
