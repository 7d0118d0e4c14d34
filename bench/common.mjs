// `npm run --silent bench -- common --machines N --tasks M --policy first-fit|binpack-memory [--workload FILE.csv] [--json]`
// Runs the common workload through the public API and prints what it took: first without a listener, then once more for the checksum,
// then with the metrics of a report. checksum: sum of (machine + 1) x (task % 1009 + 1), modulo 2^53 - 111.
import { Digest, Fact, RowsSource, Simulation } from '../dist/engine.js';
import { RunRecorder } from '../dist/index.js';
import { staticFleet } from './setups.mjs';
import { drawWorkload, readWorkload } from './workload.mjs';

const STRATEGIES = { 'first-fit': [], 'binpack-memory': [{ type: 'binpack', field: 'memory' }] };
const MODULUS = 2 ** 53 - 111;

class Checksum {
  sum = 0;
  refused = 0;
  lastMs = 0;
  onFact(kind, atMs, a, b) {
    this.lastMs = atMs;
    if (kind === Fact.taskPlaced) this.sum = (this.sum + (b + 1) * ((a % 1009) + 1)) % MODULUS;
    else if (kind === Fact.taskRefused) this.refused++;
  }
}

function run(setup, rows, subscribers) {
  const simulation = new Simulation(setup, { sources: [new RowsSource(rows)], subscribers });
  const started = performance.now();
  const outcome = simulation.advance(setup.durationMs);
  if (outcome !== 'reached') throw new Error(`the run ended as ${outcome}`);
  return { simulation, seconds: (performance.now() - started) / 1000 };
}

export async function common({ machines, tasks, policy, workload }) {
  if (!(policy in STRATEGIES)) throw new Error(`--policy ${policy}: one of ${Object.keys(STRATEGIES).join(', ')}`);
  const rows = workload === undefined ? drawWorkload(machines, tasks) : await readWorkload(workload, tasks);
  const setup = staticFleet({ machines, placementStrategy: STRATEGIES[policy] });
  const { simulation, seconds } = run(setup, rows, []);
  const events = simulation.eventsHandled;
  const peakRssMib = Math.round(process.resourceUsage().maxRSS / 1024);
  const checksum = new Checksum();
  const digest = new Digest();
  run(setup, rows, [checksum, digest]);
  const measured = run(setup, rows, [new RunRecorder(setup)]);
  return {
    policy,
    machines,
    tasks: rows.atMs.length,
    events,
    unplaced: checksum.refused,
    makespanMs: checksum.lastMs,
    checksum: checksum.sum,
    digest: digest.text,
    simulationSeconds: +seconds.toFixed(3),
    eventsPerSecond: Math.round(events / seconds),
    withMetricsEventsPerSecond: Math.round(events / measured.seconds),
    peakRssMib,
  };
}
