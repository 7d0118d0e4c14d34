import { expect, it } from 'vitest';
import { valueAxis } from '../../src/report/charts/axes.js';
import { bars, flatChart } from '../../src/report/charts/build.js';
import { evenTicks, tallChart } from '../../src/report/charts/tall.js';

it.each([
  [[0, 12], { step: 2, min: 0, max: 12 }],
  [[-70, 0], { step: 20, min: -80, max: 0 }],
  [[-23, 190], { step: 50, min: -50, max: 200 }],
  [[0, 0], { step: 0.2, min: 0, max: 0 }],
])('the ticks of %j are even', (values, ticks) => {
  expect(evenTicks(values)).toEqual(ticks);
});

it('high bars have the same axis above and below them, low ones one below', () => {
  const heading = { id: 'one', title: 'One', description: 'One.' };
  const chart = flatChart(
    heading,
    ['a', 'b'],
    [bars('cost', [[-23, 5], 190], 'red', {}), bars('wait', [null, 3], 'blue', {})],
    valueAxis('%'),
  );
  const scalesOf = (heightPx: number) => tallChart(chart, heightPx).config.options!.scales as Record<string, Record<string, unknown>>;
  expect(Object.keys(scalesOf(400))).toEqual(['y', 'x']);
  const { x, above } = scalesOf(900);
  expect([x!.min, x!.max, above!.min, above!.max, above!.position]).toEqual([-50, 200, -50, 200, 'top']);
  expect(x!.ticks as object).toEqual(above!.ticks);
});
