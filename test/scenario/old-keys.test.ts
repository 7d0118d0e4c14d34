import { expect, it } from 'vitest';
import { GOOD, load, messages } from './scenarios.js';

const OLD = `${GOOD}serviceScheduler: { alarmBake: 10m, healthyAfterRunning: 20s }\n`;

it('reads the settings of 0.2 by their old names, and gives the new ones', () => {
  const now = `${GOOD}serviceScheduler: { healthyAfter: 20s }\nalarms: { rollingBakeTime: 10m }\n`;
  expect(messages(now)).toEqual([]);
  expect(messages(OLD)).toEqual([
    'serviceScheduler.alarmBake: is called alarms.rollingBakeTime now, and the next version will not read its old name',
    'serviceScheduler.healthyAfterRunning: is called serviceScheduler.healthyAfter now, and the next version will not read its old name',
  ]);
  expect(load(OLD).setup).toEqual(load(now).setup);
});

it('reads an alarmBake of none as a time of 0', () => {
  const none = `${GOOD}serviceScheduler: { alarmBake: none }\nalarms: {}\n`;
  expect(load(none).setup).toEqual(load(`${GOOD}alarms: { rollingBakeTime: 0s }\n`).setup);
});

it('refuses a setting by both of its names', () => {
  expect(messages(`${GOOD}serviceScheduler: { alarmBake: 10m }\nalarms: { rollingBakeTime: 5m }\n`)).toEqual([
    'serviceScheduler.alarmBake: is the old name of alarms.rollingBakeTime, which is given, too: leave it out',
  ]);
});
