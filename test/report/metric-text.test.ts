import { expect, it } from 'vitest';
import { unbroken } from '../../src/report/metric-text.js';

it('no line of a tile breaks within a duration', () => {
  const lines = (text: string) => unbroken(text).split(' ');
  expect(lines('Wait, p95: 6 min 10 s')).toEqual(['Wait,', 'p95:', '6\u00a0min\u00a010\u00a0s']);
  expect(lines('2 d 3 h ± 12 min')).toEqual(['2\u00a0d\u00a03\u00a0h', '±', '12\u00a0min']);
  expect(lines('106.8 task-minutes')).toEqual(['106.8', 'task-minutes']);
});

it('no line breaks between a number and its unit', () => {
  const lines = (text: string) => unbroken(text).split(' ');
  expect(lines('CPU: 78 % reserved, 19.5 % ± 1.3 %, +2.0 pp')).toEqual([
    ...['CPU:', '78\u00a0%', 'reserved,', '19.5\u00a0%', '±', '1.3\u00a0%,', '+2.0\u00a0pp'],
  ]);
  expect(lines('3.5 GiB on 4 vCPUs')).toEqual(['3.5\u00a0GiB', 'on', '4\u00a0vCPUs']);
  expect(lines('最長は 7 分 10 秒です')).toEqual(['最長は', '7\u00a0分', '10\u00a0秒です']);
});
