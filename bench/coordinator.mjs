// `npm run --silent bench -- coordinator [--runs 10000] [--json]`
// Memory of the coordinator of a sweep: `drydock sweep --queue` of RUNS small runs, done by two workers, each of these a process; then of ten
// times as many that a journal has already, so that it reads, counts and writes them. Linux reports the peak of a process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inDist } from './dist.mjs';
import { machineName } from './machine.mjs';
import { PROGRAM_SCENARIO, withWorkers } from './queue.mjs';

const PROGRAM = fileURLToPath(inDist('cli/main.js'));
const AXIS = 100;

export async function bench({ runs }) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  writeFileSync(join(folder, 'bench.yaml'), PROGRAM_SCENARIO);
  try {
    const byQueue = await swept(folder, runs);
    const rows = [{ runs, by: 'two workers and a queue', ...byQueue }];
    rows.push({ runs: 10 * runs, by: 'a journal that has them', ...(await read(folder, 10 * runs)) });
    return { rows, machine: machineName() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function toText({ rows, machine }) {
  const cells = rows.map(({ runs, by, seconds, peakMib }) => `${String(runs).padStart(9)} runs by ${by}: ${peakMib} MiB, ${seconds} s`);
  return [...cells, machine];
}

/** Two axes with as many points as there are runs. */
function writeSweep(folder, runs) {
  const axes = `timings.containerStart: { from: 1s, to: ${Math.ceil(runs / AXIS)}s, step: 1s }, timings.containerStop: { from: 1s, to: ${AXIS}s, step: 1s }`;
  writeFileSync(join(folder, 'sweep.yaml'), `scenario: bench.yaml\naxes: { ${axes} }\nreplications: 1\n`);
}

async function swept(folder, runs) {
  writeSweep(folder, runs);
  return withWorkers(2, (url) => peakOf(folder, ['--queue', url]));
}

/** Writes a journal of this many lines, all like the first one of a real run. */
async function read(folder, runs) {
  writeSweep(folder, runs);
  const journal = join(folder, 'out.journal.jsonl');
  const begun = spawn(process.execPath, [PROGRAM, ...words(['--workers', '1'])], { cwd: folder, stdio: 'ignore' });
  while (linesOf(journal).length < 3) await sleep(20);
  begun.kill('SIGKILL');
  await once(begun, 'close');
  const [head, line] = linesOf(journal);
  const file = createWriteStream(journal);
  file.write(`${head}\n`);
  for (let run = 0; run < runs; run++) if (!file.write(`${line.replace(/^{"run":\d+/, `{"run":${run}`)}\n`)) await once(file, 'drain');
  await new Promise((ok) => file.end(ok));
  return peakOf(folder, ['--workers', '1', '--resume']);
}

function linesOf(path) {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}

const words = (more) => ['sweep', 'sweep.yaml', '--out', 'out', '--yes', ...more];

/** Of the process alone: threads and other processes are not in it. */
async function peakOf(folder, more) {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...words(more)], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  let peakKib = 0;
  let status = null;
  const end = once(child, 'close').then(([code]) => {
    status = code;
  });
  while (status === null) {
    peakKib = Math.max(peakKib, Number(/VmHWM:\s+(\d+)/.exec(linesOf(`/proc/${child.pid}/status`).join('\n'))?.[1] ?? 0));
    await Promise.race([sleep(100), end]);
  }
  if (status !== 0) throw new Error(`the sweep ended with ${status}`);
  return { seconds: +((performance.now() - startedMs) / 1000).toFixed(1), peakMib: Math.round(peakKib / 1024) };
}
