import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type firstInProcess as FirstInProcess, inProcess } from '../../../src/run/jobs/local-runner.js';
import { namingLongRuns } from '../../../src/run/jobs/long-runs.js';
import { isDone, type RunJob, type RunResult } from '../../../src/run/jobs/run-job.js';
import { type Runner, runAtMost, runInLanes } from '../../../src/run/jobs/runner.js';
import type { inThreads as InThreads } from '../../../src/run/threads/in-threads.js';
import { DIST } from '../../built.js';
import { resultsOf, smallJobs } from './jobs.js';
import { NO_MATERIALS } from './no-materials.js';

const built = async <Module>(file: string) => (await import(pathToFileURL(join(DIST, file)).href)) as Module;
const never = new AbortController().signal;

describe('a runner', () => {
  it('reads no farther ahead than there are free workers, in the order of the jobs', async () => {
    const jobs = await smallJobs(7);
    const taken: number[] = [];
    const atWork = new Set<string>();
    function* lazily() {
      for (const job of jobs) {
        expect(atWork.size).toBeLessThan(3);
        taken.push(job.seed);
        yield job;
      }
    }
    const work = async (job: RunJob): Promise<RunResult> => {
      atWork.add(job.id);
      await new Promise((ok) => setTimeout(ok, job.seed % 2 === 0 ? 2 : 20));
      atWork.delete(job.id);
      return { id: job.id, failure: ['none'] };
    };
    const lines: string[] = [];
    await runAtMost(3, work, { jobs: lazily(), onResult: ({ id }) => void lines.push(id), signal: never });
    expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect([...lines].sort()).toEqual(jobs.map(({ id }) => id).sort());
  });

  it('gives jobs that a lane has taken and not begun to the next lane, each job once and before new ones', async () => {
    const jobs = await smallJobs(8);
    const taken: string[] = [];
    const lane = (name: string, most: number, does: number, ms: number) => ({
      takes: () => most,
      work: async (some: readonly RunJob[]): Promise<RunResult[]> => {
        taken.push(`${name}: ${some.map(({ seed }) => seed).join(' ')}`);
        await new Promise((ok) => setTimeout(ok, ms));
        return some.slice(0, does).map(({ id }) => ({ id, failure: ['none'] }));
      },
    });
    const lines: string[] = [];
    const onResult = ({ id }: RunResult) => void lines.push(id);
    await runInLanes([lane('a', 4, 1, 20), lane('b', 2, 2, 30)], { jobs, onResult, signal: never });
    // a has done 1 and left 2, 3 and 4 when it takes again.
    expect(taken.slice(0, 3)).toEqual(['a: 1 2 3 4', 'b: 5 6', 'a: 2 3 4 7']);
    expect(lines.sort()).toEqual(jobs.map(({ id }) => id).sort());
  });

  it('after an abort ends what has begun, reports it, and takes no more', async () => {
    const jobs = await smallJobs(5);
    const stop = new AbortController();
    const lines: string[] = [];
    const onResult = ({ id }: RunResult, of: AbortController) => {
      lines.push(id);
      of.abort();
    };
    await inProcess(NO_MATERIALS).run(jobs, (result) => onResult(result, stop), stop.signal);
    expect(lines).toEqual([jobs[0].id]);
    lines.length = 0;
    const both = async ({ id }: RunJob): Promise<RunResult> => {
      await new Promise((ok) => setTimeout(ok, id === jobs[0].id ? 1 : 30));
      return { id, failure: ['none'] };
    };
    const second = new AbortController();
    await runAtMost(2, both, { jobs, onResult: (result) => onResult(result, second), signal: second.signal });
    expect(lines).toEqual([jobs[0].id, jobs[1].id]);
  });

  it('fails with what a result could not be given to', async () => {
    const jobs = await smallJobs(3);
    const lines: string[] = [];
    const run = inProcess(NO_MATERIALS).run(
      jobs,
      async ({ id }) => {
        lines.push(id);
        throw new Error('the disk is full');
      },
      never,
    );
    await expect(run).rejects.toThrow('the disk is full');
    expect(lines).toEqual([jobs[0].id]);
  });
});

describe('a run that takes long', () => {
  it('fails between two slices where it has a limit, and only it', async () => {
    const lasting = (value: string) => smallJobs(1, [{ path: 'duration', value }]);
    const [short, long] = [...(await lasting('1m')), ...(await lasting('500w'))];
    const [first, second] = await resultsOf(inProcess(NO_MATERIALS, 1000), [short!, long!]);
    expect(isDone(first!)).toBe(true);
    expect(second).toEqual({ id: long!.id, failure: ['the run took longer than 1s (--run-timeout)'] });
  });

  it('is named with what runs it again, and again when its time has doubled', async () => {
    const [job] = await smallJobs(1, [{ path: 'duration', value: '3h' }]);
    const lines: { readonly line: string; readonly afterMs: number }[] = [];
    let end: () => void;
    const twoLines = new Promise<void>((ok) => {
      end = ok;
    });
    const slow: Runner = {
      run: (jobs, onResult, signal) =>
        runAtMost(1, ({ id }) => twoLines.then(() => ({ id, failure: ['late'] })), { jobs, onResult, signal }),
      close: async () => {},
    };
    const begunMs = performance.now();
    const report = (line: string) => {
      if (lines.push({ line, afterMs: performance.now() - begunMs }) === 2) end();
    };
    const named = namingLongRuns(slow, report, { longMs: 100, checkMs: 10 });
    expect(await resultsOf(named, [job!])).toEqual([{ id: job!.id, failure: ['late'] }]);
    expect(lines[0]!.line).toMatch(/^a run is at work for .+: small\.yaml --set duration=3h --seed 1; --run-timeout ends such runs$/);
    // Lower bounds hold on a machine of any speed.
    expect([lines.length, lines[0]!.afterMs >= 100, lines[1]!.afterMs >= 200]).toEqual([2, true, true]);
  });

  // The fifth job never ends, and those behind it have no other thread.
  it('is named alone among those that share its message', async () => {
    const { inThreads } = await built<{ inThreads: typeof InThreads }>('run/threads/in-threads.js');
    const [long] = await smallJobs(1, [{ path: 'duration', value: '500w' }]);
    const jobs = await smallJobs(12);
    const threads = inThreads(1, NO_MATERIALS);
    try {
      const named = await new Promise<string[]>((ok) => {
        const lines: string[] = [];
        const report = (line: string) => {
          lines.push(line);
          setTimeout(() => ok(lines), 100);
        };
        namingLongRuns(threads, report, { longMs: 2000, checkMs: 10 })
          .run([...jobs.slice(0, 4), long!, ...jobs.slice(4)], () => {}, never)
          .catch(() => {});
      });
      expect(named.map((line) => /--set.* --seed \d+/.exec(line)?.[0])).toEqual(['--set duration=500w --seed 1']);
    } finally {
      await threads.close();
    }
  });
});

describe('threads', () => {
  it('give the bytes that this process gives, and refuse what it refuses', async () => {
    const { inThreads } = await built<{ inThreads: typeof InThreads }>('run/threads/in-threads.js');
    const threads = inThreads(3, NO_MATERIALS);
    try {
      const jobs = [...(await smallJobs(8)), ...(await smallJobs(2, [{ path: 'duration', value: 'long' }]))];
      const expected = await resultsOf(inProcess(NO_MATERIALS), jobs);
      expect(JSON.stringify(await resultsOf(threads, jobs))).toBe(JSON.stringify(expected));
      expect(expected.filter((result) => isDone(result!))).toHaveLength(8);
      await expect(resultsOf(threads, [{ ...jobs[0], engineVersion: '9.9.9' }])).rejects.toThrow('it is for Drydock 9.9.9');
      const many = await smallJobs(200);
      expect((await resultsOf(threads, many)).map((result) => result!.id)).toEqual(many.map(({ id }) => id));
    } finally {
      await threads.close();
    }
  });

  it.each([
    ['before the first', 0],
    ['between two', 30],
    ['after the last', 600_000],
  ])('take over %s of the jobs that this process begins, with the same bytes and each job once', async (_, aloneMs) => {
    const { firstInProcess } = await built<{ firstInProcess: typeof FirstInProcess }>('run/jobs/local-runner.js');
    const runner = firstInProcess(NO_MATERIALS, { aloneMs });
    try {
      const jobs = await smallJobs(12);
      const lines: string[] = [];
      await runner.run(jobs, ({ id }) => void lines.push(id), never);
      expect(lines.sort()).toEqual(jobs.map(({ id }) => id).sort());
      expect(await resultsOf(runner, jobs)).toEqual(await resultsOf(inProcess(NO_MATERIALS), jobs));
      await expect(resultsOf(runner, [{ ...jobs[0], engineVersion: '9.9.9' }])).rejects.toThrow('it is for Drydock 9.9.9');
    } finally {
      await runner.close();
    }
  });
});
