// `npm run --silent bench -- sweep [--runs 10000]`: what many small runs take, and what a second thread gives. Jobs of a small cluster through the journal, each
// with its own seed, by two threads; then runs of a week's headline scenario by one thread and by two.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromDist } from './dist.mjs';
import { machineName } from './machine.mjs';

const NEVER = new AbortController().signal;
const LONG_RUNS = 20;
const scenarioAt = (path) => fileURLToPath(new URL(`../scenarios/${path}`, import.meta.url));

const [{ jobScenarioOf }, { runJobOf }, { inThreads }, { Journal }, { finishRuns }, { readScenario }] = await Promise.all(
  ['jobs/job-scenario.js', 'jobs/run-job.js', 'jobs/in-threads.js', 'jobs/journal.js', 'jobs/finish-runs.js', 'scenario-file.js'].map(
    (file) => fromDist(`experiment/runners/${file}`),
  ),
);

export async function bench({ runs }) {
  const small = await secondsFor('placement/racks.yaml', runs, 2);
  const peakMib = Math.round(process.resourceUsage().maxRSS / 1024);
  // In turn, so that a slow minute does not meet one side only.
  const pairs = [];
  for (let i = 0; i < 3; i++)
    pairs.push({
      one: await secondsFor('headline/binpack-100.yaml', LONG_RUNS, 1),
      two: await secondsFor('headline/binpack-100.yaml', LONG_RUNS, 2),
    });
  const ratios = pairs.map(({ one, two }) => one / two).sort((a, b) => a - b);
  return {
    smallRuns: runs,
    seconds: +small.toFixed(1),
    msPerRun: +((1000 * small) / runs).toFixed(2),
    // Of the whole process, the two threads with it.
    processPeakMib: peakMib,
    longRuns: LONG_RUNS,
    twoThreadsOverOne: +ratios[1].toFixed(2),
    machine: machineName(),
  };
}

async function secondsFor(file, runs, threads) {
  const { scenario, policy, materials } = await jobScenarioOf(readScenario(scenarioAt(file)));
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  const journal = Journal.open({ path: join(folder, 'journal.jsonl'), head: { journal: 'bench', experiment: 'bench' }, isResuming: false });
  const runner = inThreads(threads, materials);
  const jobs = function* (count, seed) {
    for (let i = 0; i < count; i++) yield runJobOf({ scenario, policy, set: [], seed: seed + i });
  };
  // Threads that have compiled what they run.
  await runner.run(jobs(2 * threads, 1_000_000_000), () => {}, NEVER);
  const startedMs = performance.now();
  await finishRuns(jobs(runs, 1), { runner, journal, signal: NEVER });
  const seconds = (performance.now() - startedMs) / 1000;
  await runner.close();
  journal.remove();
  rmSync(folder, { recursive: true });
  return seconds;
}
