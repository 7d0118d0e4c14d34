import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishRuns } from '../../../src/run/jobs/finish-runs.js';
import { inProcess } from '../../../src/run/jobs/local-runner.js';
import { type RunJob, type RunResult, runJobOf } from '../../../src/run/jobs/run-job.js';
import { Journal } from '../../../src/run/journal/journal.js';
import { resultsOf, smallJobs } from './jobs.js';
import { NO_MATERIALS } from './no-materials.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = join(folder, 'sweep.journal.jsonl');
const head = { journal: 'drydock sweep it.yaml', experiment: 'abc' };
let jobs: RunJob[];
let results: RunResult[];

beforeAll(async () => {
  jobs = await smallJobs(4);
  results = (await resultsOf(inProcess(NO_MATERIALS), jobs)) as RunResult[];
});

async function written(): Promise<Buffer> {
  rmSync(path, { force: true });
  const journal = Journal.open({ path, head, isResuming: false });
  for (const run of [2, 0, 3, 1]) journal.add(run, results[run]);
  await journal.flushed();
  journal.close();
  return readFileSync(path);
}

describe('the journal', () => {
  it('gives back each result by the number of its run, in this process and in the next', async () => {
    await written();
    const journal = Journal.open({ path, head, isResuming: true });
    expect([0, 1, 2, 3, 4].map((run) => journal.has(run))).toEqual([true, true, true, true, false]);
    expect([0, 1, 2, 3].map((run) => journal.read(run))).toEqual(JSON.parse(JSON.stringify(results)));
    journal.remove();
    expect(() => readFileSync(path)).toThrow('ENOENT');
  });

  it('cut off anywhere has what was whole, and goes on after it', async () => {
    const whole = await written();
    const ends = [...whole.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []));
    const cuts = [0, 1, ends[0] - 1, ends[0], ends[0] + 1, ends[1] - 1, ends[1], ends[3] - 1, ends[3] + 700, ends[4]];
    for (const cut of cuts) {
      writeFileSync(path, whole);
      truncateSync(path, cut);
      const journal = Journal.open({ path, head, isResuming: true });
      const kept = [2, 0, 3, 1].filter((_, i) => ends[i + 1] <= cut);
      expect(
        [0, 1, 2, 3].filter((run) => journal.has(run)),
        `${cut} bytes`,
      ).toEqual(kept.sort());
      for (const run of [0, 1, 2, 3]) if (!journal.has(run)) journal.add(run, results[run]);
      await journal.flushed();
      expect([0, 1, 2, 3].map((run) => journal.read(run).id)).toEqual(jobs.map(({ id }) => id));
      journal.close();
      const again = Journal.open({ path, head, isResuming: true });
      expect([0, 1, 2, 3].every((run) => again.has(run))).toBe(true);
      again.close();
    }
  });

  it('is cut at the first line that is damaged: what stood after it runs again', async () => {
    const lines = (await written()).toString().split('\n');
    for (const damage of ['{"run":0}', '\0'.repeat(200), '{"run":0,"result":{"id":"x"}}']) {
      writeFileSync(path, [...lines.slice(0, 2), damage, ...lines.slice(3)].join('\n'));
      const journal = Journal.open({ path, head, isResuming: true });
      expect([0, 1, 2, 3].filter((run) => journal.has(run))).toEqual([2]);
      journal.close();
    }
  });

  it('of another experiment is refused, and an existing one is not begun anew', async () => {
    await written();
    const other = { ...head, experiment: 'def' };
    expect(() => Journal.open({ path, head: other, isResuming: true })).toThrow(
      `${path}: this journal belongs to another experiment, begun by "drydock sweep it.yaml"`,
    );
    expect(() => Journal.open({ path, head, isResuming: false })).toThrow(
      `${path}: there is a journal of finished runs; go on with --resume, or remove it to begin again`,
    );
  });

  it('that cannot be written has a message with the reason', () => {
    const under = join(folder, 'file', 'journal');
    writeFileSync(join(folder, 'file'), '');
    expect(() => Journal.open({ path: under, head, isResuming: false })).toThrow(`${under}: a part of the path is a file`);
  });
});

describe('finishing runs', () => {
  it('runs what is missing and what failed before, and nothing twice', async () => {
    await written();
    const failing = runJobOf({ ...bare(jobs[0]), set: [{ path: 'nonsense', value: '1' }] });
    const all = [...jobs, jobs[1], failing, runJobOf({ ...bare(jobs[0]), seed: 99 }), runJobOf({ ...bare(jobs[0]), seed: 99 })];
    for (const expected of [[4, 5, 6, 7], [5]]) {
      const seen: number[] = [];
      const journal = Journal.open({ path, head, isResuming: true });
      await finishRuns(all, {
        runner: inProcess(NO_MATERIALS),
        journal,
        signal: new AbortController().signal,
        onResult: (run) => void seen.push(run),
      });
      expect(seen).toEqual(expected);
      expect(journal.read(4)).toEqual(journal.read(1));
      expect(journal.read(5).failure).toHaveLength(1);
      journal.close();
    }
  });
});

function bare({ id: _, engineVersion: __, ...job }: RunJob): Omit<RunJob, 'id' | 'engineVersion'> {
  return job;
}
