import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { chartCsv } from '../../../src/report/charts/chart-csv.js';
import { commandBlock } from '../../../src/report/html/frame.js';
import { unbroken } from '../../../src/report/metric-text.js';
import { renderPng } from '../../../src/report/png/render.js';
import { pageParts } from '../../../src/run/page-parts.js';
import { packCharts } from '../../../src/studies/pack/charts.js';
import { metricColumns, spreadCells } from '../../../src/studies/pack/columns.js';
import { curvesCsv, resultsCsv, snakeCase, summaryCsv } from '../../../src/studies/pack/csv.js';
import { packJson } from '../../../src/studies/pack/json.js';
import { packPage } from '../../../src/studies/pack/page.js';
import { pairsCsv } from '../../../src/studies/pack/pairs.js';
import { packNotes, packSentence, scaleText } from '../../../src/studies/pack/sentence.js';
import { resultWith, SCALE } from './results.js';

const TWO = resultWith({ low: [90, 91], high: [92, 94] });
const HOSTILE = `</script><script>alert("1")</script><img src=x onerror='alert(2)'>`;
const parts = { ...pageParts('drydock pack --format openb'), title: 'Two policies' };

describe('the sentence', () => {
  it('names the best, the next and the last, and the interval of the lead seed by seed', () => {
    const three = resultWith({ low: [90, 91], high: [92, 94], worst: [10, 20] });
    // Leads of 2 and 3: mean 2.5, s = 0.7071, t(0.975, 1) = 12.7062: 12.7062 x 0.7071 / sqrt(2) = 6.353.
    expect(packSentence(three)).toBe(
      'high has 93.00 % of the GPUs allocated when 100 % of the demand has arrived, against low 90.50 % and worst 15.00 %; ' +
        'the 95 % interval of the lead over low, seed by seed, is −3.85 to 8.85 points, so these seeds do not tell them apart.',
    );
  });

  it('claims a lead where every seed has the same, and none where there is none', () => {
    expect(packSentence(resultWith({ a: [80, 90], b: [81, 91] }))).toMatch(
      /b has 86.00 % .*; the lead over a is 1.00 points with every seed\.$/,
    );
    expect(packSentence(resultWith({ a: [80, 90], b: [80, 90] }))).toMatch(/; b has as much with every seed\.$/);
  });

  it('says that seeds do not vary the tasks of a trace in its own order', () => {
    const inOrder = packSentence(resultWith({ a: [80, 90], b: [81, 91] }, { order: 'trace' }));
    expect(inOrder).toMatch(/1\.00 points with every seed\. In the order of the trace seeds vary ties and draws, never the tasks: /);
    expect(packSentence(resultWith({ low: [90, 91], high: [92, 94] }, { order: 'trace' }))).toMatch(/ apart\. In the order of the trace /);
    expect(packSentence(resultWith({ a: [80], b: [70] }, { order: 'trace' }))).not.toContain('In the order');
  });

  it('says how many tasks were refused beside a share in use, which a few large tasks may fill', () => {
    const { policies, ...two } = resultWith({ a: [80, 90], b: [81, 91] }, { demand: null });
    const refusing = (a: number, b: number) => {
      const spread = (mean: number) => ({ failedPercent: { mean, min: mean, max: mean, halfWidth: 0 } });
      return packSentence({ ...two, policies: policies.map((one, i) => ({ ...one, spreads: { ...one.spreads, ...spread([a, b][i]!) } })) });
    };
    expect(refusing(93.9, 94.4)).toMatch(
      / with every seed\. Refused were 93\.90 % of the tasks by a, the fewest, and 94\.40 % by b, the most\.$/,
    );
    expect(refusing(5, 5)).toMatch(/ with every seed\. Each refused 5\.00 % of the tasks\.$/);
  });

  it('covers one policy, one seed and time', () => {
    expect(packSentence(resultWith({ only: [80] }))).toBe(
      'only has 80.00 % of the GPUs allocated when 100 % of the demand has arrived; 100 tasks failed.',
    );
    expect(packSentence(resultWith({ a: [80], b: [70] }))).toMatch(/against b 70.00 %\.$/);
    expect(packSentence(resultWith({ a: [80] }, { hasLifetimes: true }))).toMatch(/^a has 79.00 % of the GPUs in use on average over time/);
  });
});

describe('notes beside the result', () => {
  it('is the tie rule, always', () => {
    expect(packNotes(TWO)).toEqual(['Ties (fixed-order): of nodes of equal rank the first in one random order, drawn once for each seed.']);
    expect(packNotes(resultWith({ a: [1] }, { tie: 'random' }))[0]).toContain('a fresh draw at each decision');
  });

  it('names what was left out, what fits nowhere and offline policies', () => {
    const skipped = resultWith({ a: [1] }, { inputs: [{ file: 'pods.csv', sha256: '', skippedRows: 3 }] });
    expect(packNotes(skipped)[1]).toContain('pods.csv: 3');
    expect(packNotes({ ...TWO, scale: { ...SCALE, tasksThatFitNowhere: 7 } })[1]).toMatch(/^7 of 500 tasks fit on no node/);
    expect(packNotes({ ...TWO, policies: TWO.policies.map((policy) => ({ ...policy, isOffline: true })) })[1]).toMatch(/^\* offline/);
  });

  it('is what was packed onto what', () => {
    expect(scaleText(TWO)).toBe(
      '500 tasks on 10 nodes (640 vCPUs, 80 GPUs); shuffled by the seed until 130 % of the fleet has been asked for, nothing leaves; seeds 42, 43.',
    );
    expect(scaleText(resultWith({ a: [1] }, { order: 'trace', demand: null, hasLifetimes: true, seeds: [1, 2, 3] }))).toMatch(
      /in the order of the trace, tasks leave when they end; seeds 1-3\.$/,
    );
  });
});

describe('tables', () => {
  it('show what is scarce first and leave out what was not measured', () => {
    expect(metricColumns(TWO).map(({ metric }) => metric)).toEqual([
      'allocatedGpuPercent100',
      'allocatedGpuPercent130',
      'fragmentationPercent90',
      'failed',
      'failedPercent',
    ]);
  });

  it('line numbers up: mean, range and half width; the mean alone of one seed, or where all seeds agree', () => {
    const [column] = metricColumns(TWO);
    expect(spreadCells(resultWith({ a: [5, 7], b: [92, 94] }).policies, column)).toEqual([
      ' 6.00 [ 5.00- 7.00] ±12.71',
      '93.00 [92.00-94.00] ±12.71',
    ]);
    expect(spreadCells(resultWith({ a: [5], b: [92] }).policies, column)).toEqual([' 5.00', '92.00']);
    expect(spreadCells(resultWith({ a: [5, 5], b: [92, 92] }).policies, column)).toEqual([' 5.00', '92.00']);
  });
});

describe('files', () => {
  it('JSON has four numbers for each metric, null where there was nothing', () => {
    const { policies, lead, engine_version } = JSON.parse(packJson(TWO));
    expect(policies[1]).toMatchObject({
      policy: 'high',
      allocatedGpuPercent100Mean: 93,
      allocatedGpuPercent100Min: 92,
      allocatedGpuPercent100Max: 94,
      allocatedGpuPercent100HalfWidth: 12.706,
      allocatedCpuPercent100Mean: null,
    });
    expect(lead).toMatchObject({ best: 'high', second: 'low', difference: { mean: 2.5 } });
    expect(engine_version).toBe('0.1.0');
  });

  it('CSV has a row a policy and seed, a row a metric, a row a percent', () => {
    const rows = (text: string) => parse(text, { columns: true }) as Record<string, string>[];
    expect(
      rows(resultsCsv(TWO)).map((row) => [row.policy, row.seed, row.allocated_gpu_percent_100, row.allocated_cpu_percent_100]),
    ).toEqual([
      ['low', '42', '90', ''],
      ['low', '43', '91', ''],
      ['high', '42', '92', ''],
      ['high', '43', '94', ''],
    ]);
    expect(rows(summaryCsv(TWO))[0]).toMatchObject({
      policy: 'low',
      metric: 'allocated_gpu_percent_100',
      mean: '90.5',
      half_width_95: '6.353',
      seeds: '2',
    });
    // No replay has a value.
    expect(rows(summaryCsv(TWO)).find(({ metric }) => metric === 'allocated_cpu_percent_100')).toMatchObject({ mean: '', seeds: '0' });
    const curve = rows(curvesCsv(TWO));
    expect(curve).toHaveLength(2 * 131);
    expect(curve[131 + 93]).toMatchObject({
      policy: 'high',
      demand_percent: '93',
      allocated_gpu_percent_mean: '92.5',
      allocated_gpu_percent_min: '92',
      allocated_gpu_percent_max: '93',
    });
  });

  it('compare each two policies seed by seed, in every metric and wherever their curves differ', () => {
    // Differences of 1 and 3: mean 2, standard error 1, t(0.975, 1) = 12.7062; p = 1 - 2 atan(2) / pi.
    const rows = parse(pairsCsv(resultWith({ a: [80, 90], b: [81, 93] })), { columns: true }) as Record<string, string>[];
    const [row] = rows.filter(({ measure }) => measure === 'allocated_gpu_percent_100');
    expect(row).toMatchObject({ demand_percent: '', policy: 'b', against: 'a', seeds: '2', difference: '2', low_95: '-10.7062047' });
    expect(Number(row.p_value)).toBeCloseTo(1 - (2 * Math.atan(2)) / Math.PI, 8);
    const curve = rows.filter(({ measure }) => measure === 'allocated_gpu_percent');
    // All of them use what arrives up to 80 %; the first seeds part at 81 %, where the second ones do not.
    expect(curve[0]).toMatchObject({ demand_percent: '81', difference: '0.5' });
    expect(curve).toHaveLength(130 - 80);
  });

  it('never begin a cell with a formula', () => expect(resultsCsv(resultWith({ '=1+1': [1] }))).toContain("'=1+1,"));

  it.each([
    ['allocatedGpuPercent100', 'allocated_gpu_percent_100'],
    ['cpuPercentTimeAverage', 'cpu_percent_time_average'],
    ['failed', 'failed'],
  ])('%s is %s', (camel, snake) => expect(snakeCase(camel)).toBe(snake));
});

describe('charts', () => {
  it('begin a little before the percent at which the policies part, and end where the demand ends', () => {
    const [allocated] = packCharts(TWO);
    const { scales } = allocated.config.options as { scales: Record<string, { min: number; max: number }> };
    // Means part by more than a point at 92 %: 90.5 and 92.
    expect([scales.x.min, scales.x.max, scales.y.min]).toEqual([80, 130, 80]);
    const line = allocated.config.data.datasets.find(({ label }) => label === 'low')!;
    expect(line.data[0]).toEqual({ x: 80, y: 80 });
    expect(line.data.at(-1)).toEqual({ x: 130, y: 90.5 });
  });

  it('over demand are not moved by the time bar above the charts of a page', () => {
    expect(packCharts(TWO).filter(({ time }) => time !== undefined)).toEqual([]);
  });

  it('are of time where tasks leave', () => {
    expect(packCharts(resultWith({ a: [80] }, { hasLifetimes: true })).map(({ id }) => id)).toEqual([
      'range',
      'over-time-gpus',
      'over-time-cpu',
      'over-time-memory',
      'failed',
    ]);
  });

  it('are plain data and can be drawn', async () => {
    for (const chart of [...packCharts(TWO), ...packCharts(resultWith({ a: [80] }, { hasLifetimes: true }))]) {
      expect(JSON.parse(JSON.stringify(chart.config))).toEqual(chart.config);
      expect((await renderPng(chart, 300, 150)).length).toBeGreaterThan(2000);
    }
  });

  it('are reported as tables, of a range its two ends', () => {
    const range = packCharts(TWO).find(({ id }) => id === 'range')!;
    const [head, ...rows] = chartCsv(range).trimEnd().split('\r\n');
    expect(head).toMatch(/^place,(.+) from,\1 to$/);
    const ends = range.config.data.datasets[0]!.data as unknown as [number, number][];
    expect(rows.map((row) => row.split(',').slice(-2).map(Number))).toEqual(ends);
  });
});

describe('the page', () => {
  const page = packPage(TWO, parts);

  it('has the sentence, the intervals, the identity and the command', () => {
    for (const text of [
      `<p class="lead">${unbroken(packSentence(TWO))}`,
      '92.00–94.00</span><span class="difference">±12.71',
      'Each: mean, least and greatest of the seeds',
      '0123456789abcdef',
      commandBlock(parts.command).html,
      'Ties (fixed-order)',
    ])
      expect(page).toContain(text);
  });

  it('gives every chart a canvas and its data, and runs no script but its own', () => {
    const data = JSON.parse(/<script type="application\/json" id="charts">(.*?)<\/script>/s.exec(page)![1]) as { id: string }[];
    expect([...page.matchAll(/<canvas id="chart-([\w-]+)"/g)].map(([, id]) => id)).toEqual(data.map(({ id }) => id));
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)![1];
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, source]) => `'sha256-${parts.sha256Base64(source)}'`);
    expect(policy).toContain(`script-src ${scripts.join(' ')};`);
  });

  it('shows hostile names as text', () => {
    const hostile = resultWith({ [HOSTILE]: [1, 2] }, { inputs: [{ file: HOSTILE, sha256: HOSTILE, skippedRows: 1 }], hash: HOSTILE });
    const text = packPage(hostile, { ...parts, title: HOSTILE, command: HOSTILE }).replace(parts.chartJsSource, '');
    expect(text.match(/<script/g)).toHaveLength(3); // Data, chart.js, the page's own.
    expect(text).not.toMatch(/<img|alert\("1"\)/);
  });
});
