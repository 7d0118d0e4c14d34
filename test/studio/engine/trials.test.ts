import { describe, expect, it } from 'vitest';
import { edited, trialsIn } from '../../../src/studio/engine/editing/edit.js';
import { GOOD, load } from '../../scenario/scenarios.js';

const VARIED = `${GOOD}variants:
  - name: busy
    description: Twice the tasks.
    changes: { services.web.desiredCount: 4, services.web.capacityProviderStrategy.workers.base: 1 }
  - name: slow
    changes: { timings.instanceBoot: { uniform: { min: 1m, max: 9m } } }
`;

describe('what the studio offers to try', () => {
  it('is the variants of the scenario, and to take one is to have its settings', () => {
    const [busy, slow] = trialsIn(VARIED);
    expect(busy).toEqual({
      sets: ['services.web.desiredCount=4', 'services.web.capacityProviderStrategy.workers.base=1'],
      about: 'busy: Twice the tasks.',
    });
    expect(slow?.about).toBe('slow');
    const text = edited(
      VARIED,
      [busy!, slow!].flatMap(({ sets }) => sets.map((set) => ({ set }))),
    );
    expect(load(text).setup).toMatchObject({
      services: [{ desired: [{ atMs: 0, count: 4 }] }],
      timings: { instanceBoot: { kind: 'uniform', minMs: 60_000, maxMs: 540_000 } },
    });
  });

  it('is nothing where there are none, or none that can be read', () => {
    expect(trialsIn(GOOD)).toEqual([]);
    expect(trialsIn('variants: [1, null, { name: x }]')).toEqual([]);
    expect(trialsIn('')).toEqual([]);
  });
});
