import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCharts } from '../../src/report/charts/run-charts.js';
import { runPage } from '../../src/report/html/page.js';
import { summaryOf } from '../../src/report/summary.js';
import { runText } from '../../src/report/terminal.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { Simulation } from '../../src/sim/simulation.js';
import { reread } from '../reread.js';
import { load } from '../scenario/scenarios.js';
import { MINUTE } from '../sim/setups.js';

const setupOf = (name: string, more: string) =>
  load(readFileSync(join(import.meta.dirname, `../../scenarios/services/${name}.yaml`), 'utf8') + more).setup!;
const IDENTITY = { name: 'web', seed: 1, scenarioHash: 'a1b2', engineVersion: '0.1.0', digest: '0f0f', events: 1 };

function made(name: string, more = '') {
  const setup = setupOf(name, more);
  const files = { services: '', activities: '' };
  const sink = (file: keyof typeof files) => ({
    write: (text: string) => {
      files[file] += text;
      return true;
    },
  });
  const recorder = new RunRecorder(setup, { 'services.csv': sink('services'), 'scaling-activities.csv': sink('activities') });
  return { setup, files, recorder, simulation: new Simulation(setup, { sources: [], subscribers: [recorder] }) };
}

it('reports deployments in the files, on the terminal, on the page and in a chart', () => {
  const { setup, files, recorder, simulation } = made('circuit-breaker', '\nserviceScheduler: { reaction: 0s }\n');
  simulation.advance();
  const run = { identity: IDENTITY, setup, record: recorder.finish(setup.durationMs), verdicts: [] };
  const rows = files.activities.split('\r\n').filter((row) => row.endsWith(',web,,,,'));
  expect(rows.map((row) => row.split(',')[4])).toEqual([
    ...['deploymentBegun', 'deploymentCompleted', 'deploymentBegun', 'startsThrottled', 'startsThrottled'],
    ...['deploymentFailed', 'deploymentRolledBack', 'deploymentCompleted'],
  ]);
  const [header, ...intervals] = files.services.trim().split('\r\n');
  expect(header).toMatch(/,healthy_tasks,unhealthy_tasks$/);
  expect(intervals.at(-1)).toMatch(/,8,0$/);
  expect(summaryOf(run)).toMatchObject({
    tasks_failed: 4,
    deployments: [{ rollout_state: 'COMPLETED' }, { failed_starts: 4 }, { is_rollback: true }],
  });
  const text = runText(run, { width: 200, hasColour: false });
  expect(text).toContain('At 10 min, web: deployed from web:1 to web:2: FAILED after 12 s by the circuit breaker; 4 tasks did not start.');
  expect(text).not.toContain('begins with'); // That is no news.
  expect(runPage(run, { chartJsSource: '', script: '', sha256Base64: () => '', command: '' })).toContain('<h2>Deployments</h2>');
  const { config } = runCharts(run.record).find(({ id }) => id === 'service-0')!;
  expect(config.data.datasets.map(({ label }) => label)).toEqual(expect.arrayContaining(['deployment begins', 'COMPLETED', 'FAILED']));
});

it.each([
  ['alarm-rollback', 'FAILED after 6 min 6 s by the alarm errors'],
  ['canary', 'by the alarm slow'],
])('names the alarm that failed a deployment (%s)', (name, said) => {
  const { setup, files, recorder, simulation } = made(name);
  simulation.advance();
  const { deployments } = recorder.finish(setup.durationMs);
  expect(deployments.find(({ rollout_state: state }) => state === 'FAILED')!.explanation).toContain(said);
  expect(files.activities).toContain(said);
});

it.each(['circuit-breaker', 'stuck-100-100', 'restart-storm', 'one-task'])(
  'goes on after a save and a load as it would have (%s)',
  (name) => {
    const whole = made(name);
    whole.simulation.advance();
    const record = whole.recorder.finish(whole.setup.durationMs);
    for (const minute of [5, 10.1, 15, 40]) {
      const first = made(name);
      first.simulation.advance(minute * MINUTE);
      const saved = reread({ simulation: first.simulation.save(), recorder: first.recorder.save() });
      const second = made(name);
      second.simulation.load(saved.simulation);
      second.recorder.load(saved.recorder);
      second.simulation.advance();
      expect(second.recorder.finish(second.setup.durationMs)).toEqual(record);
    }
  },
);
