import { expect, it } from 'vitest';
import { unbroken } from '../../src/report/metric-text.js';

it('no line of a tile breaks within a duration', () => {
  const lines = (text: string) => unbroken(text).split(' ');
  expect(lines('Wait, p95: 6 min 10 s')).toEqual(['Wait,', 'p95:', '6\u00a0min\u00a010\u00a0s']);
  expect(lines('2 d 3 h ± 12 min')).toEqual(['2\u00a0d\u00a03\u00a0h', '±', '12\u00a0min']);
  expect(lines('106.8 task-minutes')).toEqual(['106.8', 'task-minutes']);
});
