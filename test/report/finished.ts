import type { FinishedRun } from '../../src/report/summary.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { provider, service, setupFor } from './history.js';
import { Week } from './week.js';

/** A finished run of `minutes` of the made-up week, with a made-up identity. */
export function finishedRun(name: string, targetPercent = 100, minutes = 1440): FinishedRun {
  const setup = setupFor({
    name,
    durationMs: minutes * 60_000,
    capacityProviders: [provider('workers', targetPercent)],
    services: [service('web')],
    workloads: [],
  });
  const recorder = new RunRecorder(setup);
  new Week(minutes, targetPercent).sendTo(recorder);
  const identity = { name, seed: 7, scenarioHash: 'a1b2c3d4', engineVersion: '0.1.0', digest: '0f0f0f0f', events: 1234 };
  return { identity, setup, record: recorder.finish(setup.durationMs), verdicts: [] };
}
