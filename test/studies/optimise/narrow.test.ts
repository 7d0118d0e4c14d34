import { expect, it } from 'vitest';
import { metricSpec } from '../../../src/record/metric-names.js';
import type { Finalist } from '../../../src/studies/optimise/result.js';
import { optimiseText } from '../../../src/studies/optimise/text.js';

const interval = (estimate: number) => ({ estimate, low: estimate - 1, high: estimate + 1 });
const PATHS = ['cluster...targetCapacity', 'cluster...onDemandPercentageAboveBaseCapacity'];

function finalist(point: number): Finalist {
  return {
    point,
    values: { [PATHS[0]]: 80 + point, [PATHS[1]]: 50 },
    cost: interval(100),
    wait: interval(90_000),
    objectives: [{ verdict: 'not shown', found: interval(63) }],
    verdict: 'not shown',
    undone: null,
    isIdle: false,
    standing: 'front',
    bound: null,
  };
}

it.each([60, 80])('the finalists of an optimisation are at most %i columns wide on such a screen', (width) => {
  const text = optimiseText(
    {
      identity: {
        name: 'o',
        scenario: 's',
        hash: '',
        engineVersion: '',
        command: '',
        seeds: [1, 2],
        warmUpMs: null,
        measuredMs: null,
        leftOut: null,
      },
      paths: PATHS,
      objectives: ['below_desired_task_minutes <= 60'],
      waiting: metricSpec('wait_p95_ms'),
      rounds: [{ points: 2, replications: 2 }],
      pointCount: 2,
      runs: 4,
      failed: 0,
      failures: [],
      finalists: [finalist(1), finalist(2)],
      leftOut: [],
      winner: null,
      next: null,
      settings: [],
    },
    { width, hasColour: false },
  );
  expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
  expect(text.replace(/\s+/g, ' ')).toMatch(
    /1\. targetCapacity 81, onDemandPercentageAboveBaseCapacity 50 cost \$100\.00 ± 1\.00; wait, p95 1 min 30 s ± 1 ms; tasks missing, task-minutes 63\.0 ± 1\.0 \?; objectives not shown; front yes 2\. /,
  );
});
