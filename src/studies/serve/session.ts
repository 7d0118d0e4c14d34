import { LiveCluster } from '../../endpoint/cluster/live-cluster.js';
import { AT_MOST, BY_STEP, inRealTime, type Pace } from '../../endpoint/cluster/pace.js';
import { Endpoint } from '../../endpoint/endpoint.js';
import { serve } from '../../endpoint/server.js';
import type { ScenarioFile } from '../../run/scenario-file.js';
import { formatDuration } from '../../scenario/units.js';

/** Serves the scenario until the process is interrupted. */
export async function session(scenario: ScenarioFile, { speed, port }: { readonly speed: string; readonly port: number }): Promise<void> {
  const cluster = await LiveCluster.open(scenario);
  const endpoint = new Endpoint(cluster, paceOf(speed), { log: (line) => process.stderr.write(`${line}\n`), journal: () => {} });
  const { address, close } = await serve(endpoint, { host: '127.0.0.1', port });
  process.stdout.write(`${scenario.setup.name}, simulated: ${address}\n`);
  process.stdout.write(`aws ecs describe-clusters --endpoint-url ${address}\nIt answers this machine alone. Ctrl-C ends it.\n`);
  await interrupted();
  await close();
  process.stdout.write(`Ended at ${formatDuration(cluster.nowMs)}. Digest: ${cluster.digest}\n`);
  await cluster.close();
}

function paceOf(speed: string): Pace {
  if (speed === 'max') return AT_MOST;
  return speed === 'step' ? BY_STEP : inRealTime(Number.parseFloat(speed), () => performance.now());
}

function interrupted(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
}
