// `npm run --silent bench -- common --machines N --tasks M --policy first-fit|binpack-memory [--workload FILE.csv] [--only engine|checksum|metrics] [--json]`
// Runs the common workload through the public API: first without a subscriber, cold and warm, then with the metrics of a report, with the costs of
// services too, and for the checksum. `--only` does one of these. The checksum is the sum of (machine + 1) x (task % 1009 + 1), modulo 2^53 - 111.
import { fromDist } from './dist.mjs';
import { readRows } from './rows-file.mjs';
import { staticFleet } from './setups.mjs';

const { Digest, Fact, RowsSource, Simulation } = await fromDist('engine.js');
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
  const seconds = (performance.now() - started) / 1000;
  return { events: simulation.eventsHandled, seconds, eventsPerSecond: Math.round(simulation.eventsHandled / seconds) };
}

/**
 * Three whole runs: the first while Node compiles, the second while it compiles anew what a second simulation shows it, and the third at the
 * speed that a long simulation goes on with.
 */
function thirdRun(setup, rows, subscribersOf) {
  const cold = run(setup, rows, subscribersOf());
  run(setup, rows, subscribersOf());
  return { ...run(setup, rows, subscribersOf()), cold };
}

const PARTS = {
  engine(setup, rows) {
    const { events, seconds, eventsPerSecond, cold } = thirdRun(setup, rows, () => []);
    const peakRssMib = Math.round(process.resourceUsage().maxRSS / 1024);
    const coldEventsPerSecond = cold.eventsPerSecond;
    return { events, simulationSeconds: +seconds.toFixed(3), eventsPerSecond, coldEventsPerSecond, peakRssMib };
  },
  async metrics(setup, rows) {
    const { RunRecorder } = await fromDist('index.js');
    const third = (options) => thirdRun(setup, rows, () => [new RunRecorder(setup, {}, options)]).eventsPerSecond;
    return { withMetricsEventsPerSecond: third({}), withCostsEventsPerSecond: third({ hasShares: true }) };
  },
  checksum(setup, rows) {
    const checksum = new Checksum();
    const digest = new Digest();
    run(setup, rows, [checksum, digest]);
    return { unplaced: checksum.refused, makespanMs: checksum.lastMs, checksum: checksum.sum, digest: digest.text };
  },
};

export async function bench({ machines, tasks, policy, workload, only }) {
  const rows = workload === undefined ? (await import('./workload.mjs')).drawWorkload(machines, tasks) : readRows(workload, tasks);
  const setup = staticFleet({ machines, placementStrategy: STRATEGIES[policy] });
  const result = { policy, machines, tasks: rows.atMs.length };
  for (const part of only === undefined ? Object.keys(PARTS) : [only]) Object.assign(result, await PARTS[part](setup, rows));
  return result;
}
