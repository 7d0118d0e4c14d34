import { locale } from '../app/state.js';

const JAPANESE: Readonly<Record<string, string>> = {
  ...{ ms: 'ミリ秒', s: '秒', min: '分', h: '時間', d: '日' },
  ...{ 'task-minutes': 'タスク分', 'vCPU-hours': 'vCPU 時間' },
};
/** A unit behind a number, and the second of a speed. */
const UNIT = /(?<=\d[ \u00a0]|\/)(task-minutes|vCPU-hours|ms|min|s|h|d)(?![\w-])/g;

/** A figure with its units in the reader's language. Reading it in a component subscribes to the language. */
export function inUnits(text: string, of: 'en' | 'ja' = locale.value): string {
  return of === 'en' ? text : text.replace(UNIT, (unit) => JAPANESE[unit]!);
}
