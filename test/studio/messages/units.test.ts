import { expect, it } from 'vitest';
import { inUnits } from '../../../src/studio/messages/units.js';

it.each([
  ['6 min 47 s', '6 分 47 秒'],
  ['1 h 12 min', '1 時間 12 分'],
  ['15 min/s', '15 分/秒'],
  ['30.3 task-minutes', '30.3 タスク分'],
  ['$972.36', '$972.36'],
  ['h2 with 3 hosts', 'h2 with 3 hosts'],
])('%s has its units in Japanese as %s, and stays in English', (text, japanese) => {
  expect(inUnits(text, 'ja')).toBe(japanese);
  expect(inUnits(text, 'en')).toBe(text);
});
