import { expect, it } from 'vitest';
import { GOOD, placedMessages } from './scenarios.js';

// 20,000 took minutes.
it('shows 300 of many mistakes, and says how many it leaves out', () => {
  const lines = Array.from({ length: 1_500 }, (_, i) => `k${i}: 1\n`);
  const [first, found] = [GOOD.split('\n').length, placedMessages(`${GOOD}${lines.join('')}`)];
  expect(found).toHaveLength(301);
  expect(found[0]).toMatch(new RegExp(`^s.yaml:${first}:1 k0: is not a key that belongs here`));
  expect(found[300]).toBe(`s.yaml:${first + 300}:1 k300: this mistake and 1199 others are not shown`);
});

it('finds the place of a key that hundreds of items have in vain', () => {
  const items = Array.from({ length: 600 }, (_, i) => `  - { serviceName: s${i}, taskDefinition: web, desiredCount: 1, image: x }\n`);
  expect(placedMessages(`${GOOD.slice(0, GOOD.indexOf('services:'))}services:\n${items.join('')}`)).toHaveLength(301);
});
