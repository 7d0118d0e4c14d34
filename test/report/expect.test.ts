import { describe, expect, it } from 'vitest';
import { foundText, judge, type Verdict } from '../../src/record/expect/expectation.js';
import { FIGURE_PARTS, figureOf, HEADLINE_KEYS } from '../../src/record/expect/figures.js';
import { runPage } from '../../src/report/html/page.js';
import { summaryOf } from '../../src/report/summary.js';
import { runText } from '../../src/report/terminal.js';
import { execute } from '../../src/run/execute.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { finishedRun } from './finished.js';

const LOOK = { width: 100, hasColour: false };
const run = finishedRun('week');
const { headline } = run.record.metrics;
const verdictsOf = (...texts: [text: string, figure: string[], comparison: '<' | '==' | '>=', against: number | string[]][]) =>
  judge(
    run.record,
    texts.map(([text, figure, comparison, against]) => ({ text, figure, comparison, against })),
  );

describe('figures', () => {
  it('are every number of summary.json that a provider, a service, a workload and their parts have', () => {
    const { providers, owners } = run.record.metrics;
    const numbersOf = (part: object | undefined) =>
      Object.entries(part ?? {}).flatMap(([key, value]) => (typeof value === 'string' ? [] : [key]));
    const keysOf = (part: keyof typeof FIGURE_PARTS) => [...FIGURE_PARTS[part].keys].sort();
    expect([...keysOf('capacity_providers'), 'fargate', 'purchase_options'].sort()).toEqual(numbersOf(providers[0]).sort());
    expect(keysOf('services')).toEqual(numbersOf(owners[0]).sort());
    expect(keysOf('workloads')).toEqual(keysOf('services'));
    expect(HEADLINE_KEYS).toEqual(Object.keys(headline));
  });

  it('of load, deployments and Fargate are there in a run that has them', async () => {
    const { record } = await execute(readScenario('scenarios/services/circuit-breaker.yaml'));
    const deployments = Object.fromEntries(
      FIGURE_PARTS.services.parts.deployments.keys.map((key) => [key, figureOf(record, ['services', 'web', 'deployments', key])]),
    );
    expect(deployments).toMatchObject({ failed: 1, rollbacks: 1, in_progress: 0, unhealthy_tasks: 0, crashed_tasks: 0 });
    expect(deployments.failed_starts).toBeGreaterThanOrEqual(3);
    const { record: mixed } = await execute(readScenario('scenarios/capacity/fargate-mix.yaml'));
    const fargate = mixed.metrics.providers.find(({ capacity_provider: name }) => name === 'FARGATE')?.fargate;
    expect([...FIGURE_PARTS.capacity_providers.parts.fargate.keys].sort()).toEqual(Object.keys(fargate ?? {}).sort());
    expect(figureOf(mixed, ['capacity_providers', 'FARGATE', 'fargate', 'peak_vcpus'])).toBe(fargate?.peak_vcpus);
    const { record: loaded } = await execute(readScenario('scenarios/services/two-loops.yaml'));
    const [traffic] = loaded.traffic;
    expect([...FIGURE_PARTS.services.parts.load.keys].sort()).toEqual(
      Object.keys(traffic ?? {})
        .filter((key) => !['service', 'load', 'shed_at_first'].includes(key))
        .sort(),
    );
    expect(figureOf(loaded, ['services', traffic!.service, 'load', 'shed'])).toBe(traffic?.shed);
  });
});

describe('judge', () => {
  const peak = headline.peak_instances!;

  it('compares what was found with a number and with another figure', () => {
    expect(
      verdictsOf(
        [`peak_instances == ${peak}`, ['peak_instances'], '==', peak],
        [`peak_instances < ${peak}`, ['peak_instances'], '<', peak],
        ['wait_p50_ms < wait_p95_ms', ['wait_p50_ms'], '<', ['wait_p95_ms']],
      ).map(({ holds, found, against }) => [holds, found, against]),
    ).toEqual([
      [true, peak, peak],
      [false, peak, peak],
      [headline.wait_p50_ms! < headline.wait_p95_ms!, headline.wait_p50_ms, headline.wait_p95_ms],
    ]);
  });

  it('lets nothing hold of what could not be measured', () => {
    const [load, savings] = verdictsOf(
      ['services.web.load.shed >= 0', ['services', 'web', 'load', 'shed'], '>=', 0],
      ['spot_savings_percent >= 0', ['spot_savings_percent'], '>=', 0],
    );
    expect([load, savings].map((verdict) => [verdict?.holds, foundText(verdict!)])).toEqual(Array(2).fill([false, 'nothing to measure']));
  });
});

describe('expectations', () => {
  const verdicts: Verdict[] = [
    { expected: 'peak_instances == 34', holds: true, found: 34, against: 34 },
    { expected: 'wait_p95_ms <= wait_p50_ms', holds: false, found: 83_000, against: 2_000 },
  ];
  const judged = { ...run, verdicts };

  it('is reported on the terminal, in summary.json and on the page, with what was found', () => {
    expect(runText(judged, LOOK)).toContain(
      'Expected of this scenario:\n✓ peak_instances == 34        holds: 34\n✗ wait_p95_ms <= wait_p50_ms  FAILS: 1 min 23 s against 2 s\n',
    );
    expect(summaryOf(judged).expectations).toEqual(verdicts);
    const page = runPage(judged, { chartJsSource: '', script: '', command: 'drydock run week.yaml', sha256Base64: () => '' });
    expect(page).toContain('<h2>What was expected</h2>');
    const found = '1\u00a0min\u00a023\u00a0s against 2\u00a0s';
    expect(page).toContain(
      `<code>wait_p95_ms &lt;= wait_p50_ms</code></th><td class="text"><span class="bad">✗ fails</span></td><td>${found}</td>`,
    );
  });

  it('is left out without expectations', () => {
    expect(runText(run, LOOK)).not.toContain('Expected');
    expect(summaryOf(run)).not.toHaveProperty('expectations');
  });
});
