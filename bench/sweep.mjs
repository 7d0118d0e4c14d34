// `npm run --silent bench -- sweep [--runs 10000] [--long 20]`
// The time of many small runs, and the gain of a second thread. Jobs of a small cluster go through the journal, each with its own seed, by two
// threads. Then, three times in turn, LONG runs of half a second to a second are done by one thread and by two, and half of them by one process
// alone and by two at once, which share nothing: that is the limit of the machine. `--only engine` does the long runs in this process.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromDist } from './dist.mjs';
import { machineName } from './machine.mjs';
import { median } from './print.mjs';
import { runTogether } from './processes.mjs';

const NEVER = new AbortController().signal;
const SMALL = { file: 'placement/racks.yaml', set: [] };
/** A headline scenario with a duration at which one run takes about a second. */
const LONG = { file: 'headline/binpack-100.yaml', set: [{ path: 'duration', value: '200d' }] };
const TIMES = 3;
const scenarioAt = (path) => fileURLToPath(new URL(`../scenarios/${path}`, import.meta.url));

const [{ jobScenarioOf }, { runJobOf }, { inThreads }, { inProcess }, { Journal }, { finishRuns }, { readScenario }] = await Promise.all(
  [
    'jobs/job-scenario.js',
    'jobs/run-job.js',
    'threads/in-threads.js',
    'jobs/local-runner.js',
    'journal/journal.js',
    'jobs/finish-runs.js',
    'scenario-file.js',
  ].map((file) => fromDist(`run/${file}`)),
);

export async function bench({ runs, long, only }) {
  if (only === 'engine') return { seconds: await secondsFor(LONG, long, 0) };
  const small = await secondsFor(SMALL, runs, 2);
  const peakMib = Math.round(process.resourceUsage().maxRSS / 1024);
  const times = [];
  // In turn, so that a slow minute does not meet one side only.
  for (let i = 0; i < TIMES; i++) {
    const [one, two] = [await secondsFor(LONG, long, 1), await secondsFor(LONG, long, 2)];
    const [alone, together] = [await slowestOf(1, long), await slowestOf(2, long)];
    times.push({ one, threads: one / two, processes: (2 * alone) / together });
  }
  const middle = (of) => +median(times.map(of)).toFixed(2);
  return {
    smallRuns: runs,
    seconds: +small.toFixed(1),
    msPerRun: +((1000 * small) / runs).toFixed(2),
    // Of the whole process, the two threads with it.
    processPeakMib: peakMib,
    longRuns: long,
    secondsPerLongRun: middle(({ one }) => one / long),
    twoThreadsOverOne: middle(({ threads }) => threads),
    twoProcessesOverOne: middle(({ processes }) => processes),
    machine: machineName(),
  };
}

/** Returns the seconds of the slowest of these processes, which each do half of the long runs. */
async function slowestOf(processes, long) {
  const all = await runTogether(processes, 'sweep', { long: Math.ceil(long / 2), only: 'engine' });
  return Math.max(...all.map(({ seconds }) => seconds));
}

/** Returns the seconds of these runs with this many threads; 0: in this process. */
async function secondsFor({ file, set }, runs, threads) {
  const { scenario, policy, materials } = await jobScenarioOf(readScenario(scenarioAt(file)));
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  const journal = Journal.open({ path: join(folder, 'journal.jsonl'), head: { journal: 'bench', experiment: 'bench' }, isResuming: false });
  const runner = threads === 0 ? inProcess(materials) : inThreads(threads, materials);
  const jobs = function* (count, seed) {
    for (let i = 0; i < count; i++) yield runJobOf({ scenario, policy, set, seed: seed + i });
  };
  // A worker has compiled its code.
  await runner.run(jobs(2 * Math.max(1, threads), 1_000_000_000), () => {}, NEVER);
  const startedMs = performance.now();
  await finishRuns(jobs(runs, 1), { runner, journal, signal: NEVER });
  const seconds = (performance.now() - startedMs) / 1000;
  await runner.close();
  journal.remove();
  rmSync(folder, { recursive: true });
  return seconds;
}
