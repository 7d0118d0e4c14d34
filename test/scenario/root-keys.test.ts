import { expect, it } from 'vitest';
import { changed, messages } from './scenarios.js';

const TYPE = ['m5.large', 'm5.larg'] as const;
const TYPE_SAID = expect.stringMatching(/workers\.autoScalingGroup\.instanceTypes\.0: there is no instance type "m5\.larg"/);

it.each([
  ['a name', ['name: small', 'name: "no name!"'], 'name:'],
  ['a missing duration', ['duration: 2h\n', ''], 'duration: is missing'],
  ['a misspelt duration', ['duration: 2h', 'duraton: 2h'], 'duraton: is not a key'],
  ['a duration that is none', ['duration: 2h', 'duration: soon'], 'duration:'],
] as const)('%s at the root hides no other mistake', (_, change, mistake) => {
  const lines = messages(changed(change, TYPE));
  expect(lines).toEqual([expect.stringContaining(mistake), TYPE_SAID]);
});

it('missing task definitions hide no other mistake, and references to them are not doubted', () => {
  const text = changed(TYPE);
  const from = text.indexOf('taskDefinitions:');
  const without = text.slice(0, from) + text.slice(text.indexOf('services:'));
  expect(messages(without)).toEqual(expect.arrayContaining([expect.stringContaining('taskDefinitions: is missing'), TYPE_SAID]));
  expect(messages(without)).toHaveLength(2);
});
