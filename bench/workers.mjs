// `npm run --silent bench -- workers [--workers 1,2,4,8] [--runs 2000] [--long 40] [--json | --markdown]`
// Runs a second by the number of worker processes, each with one thread, through a redis-server of the bench's own on loopback: small runs, whose
// number is the ceiling of the queue, and LONG runs of a second or so, which take the processors.
import { availableParallelism } from 'node:os';
import { machineName } from './machine.mjs';
import { markdownTable, oneDecimal, textTable, twoDecimals, whole } from './print.mjs';
import { jobsFrom, msPerRun, PROGRAM_SCENARIO, queueAt, withWorkers } from './queue.mjs';

const SMALL = 'small';
const LONG = 'long';
const TEXTS = {
  [SMALL]: PROGRAM_SCENARIO,
  [LONG]: `
name: long
duration: 180d
cluster: { containerInstances: [{ instanceType: m5.large, count: 20 }] }
taskDefinitions: [{ family: job, containerDefinitions: [{ name: job, image: job, cpu: 256, memory: 512 }] }]
workloads: [{ name: jobs, taskDefinition: job, launchType: EC2, arrivals: { type: poisson, rate: 30/h }, runTime: 600s }]
`,
};

export async function bench({ workers, runs, long }) {
  const rows = [];
  for (const count of workers) rows.push({ workers: count, ...(await figuresOf(count, { [SMALL]: runs, [LONG]: long })) });
  return { machine: machineName(), processors: availableParallelism(), runs, long, rows };
}

async function figuresOf(count, runs) {
  return withWorkers(count, async (url) => {
    const queue = await queueAt(url);
    const perSecond = {};
    for (const kind of [SMALL, LONG]) {
      // Enough runs first that each worker has compiled its code.
      await runsPerSecond(queue, kind, { seed: 1, count: kind === SMALL ? 100 * count : 2 * count });
      perSecond[kind] = await runsPerSecond(queue, kind, { seed: 1_000_000, count: runs[kind] });
    }
    await queue.close();
    return { smallPerSecond: perSecond[SMALL], longPerSecond: perSecond[LONG] };
  });
}

async function runsPerSecond(queue, kind, { seed, count }) {
  return 1000 / (await msPerRun(queue, jobsFrom(seed, count, TEXTS[kind])));
}

const COLUMNS = [
  { head: 'workers', cell: ({ workers }) => whole(workers) },
  { head: 'small runs/s', cell: ({ smallPerSecond }) => whole(smallPerSecond) },
  { head: 'long runs/s', cell: ({ longPerSecond }) => twoDecimals(longPerSecond) },
  { head: 'times as fast', cell: ({ gain }) => oneDecimal(gain) },
];

/** `gain`: of long runs, over the first row. */
function withGain(rows) {
  return rows.map((row) => ({ ...row, gain: row.longPerSecond / rows[0].longPerSecond }));
}

export function toText({ machine, rows }) {
  return [...textTable(withGain(rows), COLUMNS), machine];
}

export function toMarkdown({ machine, processors, runs, long, rows }) {
  return [
    ...markdownTable(withGain(rows), COLUMNS),
    '',
    `${whole(runs)} small and ${whole(long)} long runs for each row, on one machine with ${processors} processors: ${machine}.`,
  ];
}
