import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { runCharts } from '../../src/report/charts/run-charts.js';
import { renderPng } from '../../src/report/png/render.js';
import { finishedRun } from './finished.js';

const charts = runCharts(finishedRun('day').record);

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

describe('a PNG', () => {
  it('has two pixels a point, white paper, and the lines of the chart', async () => {
    const { width, height, data } = await pixels(renderPng(charts[0], 600, 300));
    expect([width, height]).toEqual([1200, 600]);
    expect([...data.slice(0, 4)]).toEqual([255, 255, 255, 255]);
    for (const [colour, name] of [
      [[0x00, 0x72, 0xb2], 'running'],
      [[0xd5, 0x5e, 0x00], 'needed'],
      [[0xcc, 0x79, 0xa7], 'scale-out'],
      [[0xe6, 0x9f, 0x00], 'scale-in'],
    ] as const)
      expect(count(data, colour), name).toBeGreaterThan(100);
  });

  it('is the same twice, whatever was drawn between, and leaves the definition as it was', () => {
    const before = JSON.stringify(charts[0]);
    const first = renderPng(charts[0], 600, 300);
    renderPng(charts[3], 400, 200);
    expect(renderPng(charts[0], 600, 300).equals(first)).toBe(true);
    expect(JSON.stringify(charts[0])).toBe(before);
  });

  it.each(charts)('can be drawn of $id', async (chart) => {
    const { data } = await pixels(renderPng(chart, 500, 250));
    const white = count(data, [255, 255, 255]);
    expect(white / (data.length / 4)).toBeGreaterThan(0.3);
    expect(white / (data.length / 4)).toBeLessThan(0.97);
  });
});
