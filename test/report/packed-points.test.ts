import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ChartSpec } from '../../src/report/charts/chart-spec.js';
import { packed } from '../../src/report/charts/packed.js';
import { unpacked } from '../../src/report/client/points.js';

/** Times in ten-thousandths of the axis's unit, as `inUnit` rounds them. */
const TIME = fc.integer({ min: 0, max: 40_000_000 }).map((n) => n / 10_000);
const VALUE = fc.option(fc.oneof(fc.integer({ min: -9, max: 99_999 }), fc.double({ min: 0, max: 1e6, noNaN: true })), { nil: null });
const POINTS = fc.array(fc.record({ x: TIME, y: VALUE }), { minLength: 1 }).map((points) => points.sort((a, b) => a.x - b.x));

function throughPage(datasets: readonly unknown[]): { data: { x: number; y: number | null }[] }[] {
  const data = packed({ datasets } as unknown as ChartSpec['config']['data']);
  return unpacked((JSON.parse(JSON.stringify(data)) as { datasets: unknown[] }).datasets) as never;
}

it('a page gets each time as it was, and each value to five digits', () => {
  fc.assert(
    fc.property(fc.array(POINTS, { minLength: 1, maxLength: 4 }), (lines) => {
      // The first line comes again: the same lists stand once on the page.
      const all = [...lines, lines[0]];
      const found = throughPage(all.map((data, i) => ({ label: `line ${i}`, data })));
      expect(found.map(({ data }) => data)).toEqual(
        all.map((points) => points.map(({ x, y }) => ({ x, y: y === null ? null : Number(y.toPrecision(5)) }))),
      );
    }),
  );
});

it('points with a reason stay as they are, beside others', () => {
  const marks = { label: 'scale-out', data: [{ x: 1, y: 2, text: 'because' }] };
  const line = { label: 'running', data: [{ x: 0.5, y: 123_456.7 }], borderWidth: 2 };
  expect(throughPage([marks, line])).toEqual([marks, { ...line, data: [{ x: 0.5, y: 123_460 }] }]);
});
