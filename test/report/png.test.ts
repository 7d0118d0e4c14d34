import { createCanvas, loadImage } from '@napi-rs/canvas';
import { Chart } from 'chart.js/auto';
import { describe, expect, it } from 'vitest';
import { columnMs } from '../../src/record/fleet/fleet-log.js';
import { rowText } from '../../src/record/fleet/fleet-map.js';
import type { RunRecord } from '../../src/record/run-record.js';
import { chartCsv } from '../../src/report/charts/chart-csv.js';
import type { ChartSpec } from '../../src/report/charts/chart-spec.js';
import { fleetCharts } from '../../src/report/charts/fleet-chart.js';
import { runCharts } from '../../src/report/charts/run-charts.js';
import { renderPng, renderSvg } from '../../src/report/png/render.js';
import { finishedRun } from './finished.js';
import { HOUR } from './history.js';

const charts = runCharts(finishedRun('day').record);
const instances = charts.find(({ id }) => id === 'instances-workers')!;

async function pixels(png: Buffer): Promise<{ width: number; height: number; data: Uint8ClampedArray }> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return { width: image.width, height: image.height, data: context.getImageData(0, 0, image.width, image.height).data };
}

/** How many pixels have about this colour. */
function count(data: Uint8ClampedArray, [red, green, blue]: readonly number[]): number {
  let found = 0;
  for (let i = 0; i < data.length; i += 4)
    if (Math.abs(data[i] - red) + Math.abs(data[i + 1] - green) + Math.abs(data[i + 2] - blue) < 12) found++;
  return found;
}

it('an axis has a minus sign, not a hyphen', async () => {
  await renderPng(instances, 60, 30); // Prepares Chart.js.
  const data = { labels: ['a', 'b'], datasets: [{ data: [-8, 4] }] };
  const { scales } = new Chart(createCanvas(400, 300) as never, { type: 'bar', data, options: { animation: false, responsive: false } });
  expect(scales.y!.ticks.map(({ label }) => label)).toEqual(expect.arrayContaining(['−8', '0', '4']));
});

describe('a PNG', () => {
  it('has two pixels a point, white paper, and the lines of the chart', async () => {
    const { width, height, data } = await pixels(await renderPng(instances, 600, 300));
    expect([width, height]).toEqual([1200, 600]);
    expect([...data.slice(0, 4)]).toEqual([255, 255, 255, 255]);
    for (const [colour, name] of [
      [[0x28, 0x5c, 0xc5], 'running'],
      [[0xd5, 0x5e, 0x00], 'needed'],
      [[0x6d, 0x42, 0x72], 'scale-out'],
      [[0xa0, 0x7f, 0x4e], 'scale-in'],
    ] as const)
      expect(count(data, colour), name).toBeGreaterThan(100);
  });

  it('is the same twice, whatever was drawn between, and leaves the definition as it was', async () => {
    const before = JSON.stringify(instances);
    const first = await renderPng(instances, 600, 300);
    await renderPng(charts[3], 400, 200);
    expect((await renderPng(instances, 600, 300)).equals(first)).toBe(true);
    expect(JSON.stringify(instances)).toBe(before);
  });

  it.each(charts)('can be drawn of $id', async (chart) => {
    const { data } = await pixels(await renderPng(chart, 500, 250));
    const white = count(data, [255, 255, 255]);
    expect(white / (data.length / 4)).toBeGreaterThan(0.3);
    expect(white / (data.length / 4)).toBeLessThan(0.97);
  });
});

describe('an SVG', () => {
  it('shows the same picture as the PNG, in lines alone, and is the same twice', async () => {
    const chart = instances;
    const svg = renderSvg(chart, 600, 300);
    expect(svg).toMatch(/^<\?xml[^>]*>\s*<svg viewBox="0 0 600 300" [^>]*width="600" height="300"/);
    expect(svg).not.toMatch(/<(text|image|script|foreignObject)\b/);
    expect(renderSvg(chart, 600, 300)).toBe(svg);
    const [drawn, dots] = [await pixels(Buffer.from(svg)), await pixels(await renderPng(chart, 600, 300))];
    expect([drawn.width, drawn.height]).toEqual([600, 300]);
    for (const colour of [
      [0x28, 0x5c, 0xc5],
      [0xd5, 0x5e, 0x00],
    ])
      expect(count(drawn.data, colour) / count(dots.data, colour)).toBeGreaterThan(0.1);
  });
});

/** 10,000 instances over a week as the map folds them, 64 to a row, in which no cell is like the one before. */
function busyFleet(): ChartSpec {
  const columns = 672;
  const cell = (n: number) => ({ state: 1 + (n % 6), cpuPercent: 5 * (n % 21), memoryPercent: 5 * ((3 * n) % 21) });
  const rows = Array.from({ length: 157 }, (_, row) => rowText(Array.from({ length: columns }, (_, column) => cell(7 * row + column))));
  const everyMs = columnMs(168 * HOUR);
  const lanes = [{ name: 'workers', group: 0, rows, slots: 10_000 }];
  const fleet = { everyMs, endMs: 168 * HOUR, columns, slotsPerRow: 64, lanes, instances: [], instancesLeftOut: 10_000 };
  return fleetCharts({ fleet } as unknown as RunRecord)[0];
}

describe('the SVG of a large fleet', () => {
  it('is small: 10,000 instances over a week, cell by cell', async () => {
    const chart = busyFleet();
    const svg = renderSvg(chart, 960, 480);
    expect(svg.length).toBeLessThan(1_500_000);
    // Only the cells are dots: the axis and the legend stay lines.
    expect(svg.match(/<image\b/g)).toHaveLength(1);
    expect(svg.match(/<path\b/g)!.length).toBeGreaterThan(5);
    const { data } = await pixels(Buffer.from(svg));
    expect(count(data, [255, 255, 255]) / (data.length / 4)).toBeLessThan(0.5);
  });
});

describe('the table of a chart', () => {
  it('has the lines of the legend in its order, and each of their points', () => {
    const chart = instances;
    const [head, ...rows] = chartCsv(chart).trimEnd().split('\r\n');
    expect(head).toBe('time_hours,running (N),desired,needed (M),scale-out,scale-in');
    const points = chart.config.data.datasets.flatMap(({ data }) => data as { x: number; y: number | null }[]);
    expect(rows.map((row) => Number(row.split(',')[0]))).toEqual([...new Set(points.map(({ x }) => x))].sort((a, b) => a - b));
    const cells = rows.flatMap((row) => row.split(',').slice(1)).filter((cell) => cell !== '');
    expect(cells.map(Number).reduce((sum, y) => sum + y, 0)).toBeCloseTo(
      points.reduce((sum, { y }) => sum + (y ?? 0), 0),
      6,
    );
  });

  it('has a row for each bar', () => {
    const waits = charts.find(({ id }) => id === 'waits')!;
    const { labels, datasets } = waits.config.data;
    const rows = chartCsv(waits).trimEnd().split('\r\n');
    expect(rows).toEqual(['place,tasks', ...labels!.map((label, i) => `${label},${datasets[0]!.data[i]}`)]);
  });
});
