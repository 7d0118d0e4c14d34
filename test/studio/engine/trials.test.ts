import { describe, expect, it } from 'vitest';
import { edited, trialsOf } from '../../../src/studio/engine/editing/edit.js';
import { GOOD, load } from '../../scenario/scenarios.js';

const VARIED = `${GOOD}variants:
  - name: busy
    description: Twice the tasks.
    changes: { services.web.desiredCount: 4, services.web.capacityProviderStrategy.workers.base: 1 }
  - name: slow
    changes: { timings.instanceBoot: { uniform: { min: 1m, max: 9m } } }
`;

describe('trials that the studio offers', () => {
  it('is the variants of the scenario, and to take one is to have its settings', () => {
    const [busy, slow] = trialsOf(load(VARIED).variants);
    expect(busy).toEqual({
      name: 'busy',
      sets: ['services.web.desiredCount=4', 'services.web.capacityProviderStrategy.workers.base=1'],
      about: 'Twice the tasks.',
    });
    expect(slow).toMatchObject({ name: 'slow', about: '' });
    const text = edited(
      VARIED,
      [busy!, slow!].flatMap(({ sets }) => sets.map((set) => ({ set }))),
    );
    expect(load(text).setup).toMatchObject({
      services: [{ desired: [{ atMs: 0, count: 4 }] }],
      timings: { instanceBoot: { kind: 'uniform', minMs: 60_000, maxMs: 540_000 } },
    });
  });

  it('is nothing where there are none', () => {
    expect(trialsOf(load(GOOD).variants)).toEqual([]);
  });
});
