import { describe, expect, it } from 'vitest';
import { edited } from '../../../src/studio/engine/editing/edit.js';

const TEXT = `groups:
  - name: one
    scaling: &managed
      target: 100
      steps: { least: 1 }
  - name: two
    scaling: *managed # as the first
`;

describe('an edit behind an alias', () => {
  it('gives the alias a copy of its own, and leaves what it names as it was', () => {
    const changed = edited(TEXT, [{ path: ['groups', 1, 'scaling', 'steps', 'least'], value: 3 }]);
    expect(changed).toBe(TEXT.replace('*managed #', '{ target: 100, steps: { least: 3 } } #'));
  });

  it('takes a key away from the copy alone', () => {
    const changed = edited(TEXT, [{ path: ['groups', 1, 'scaling', 'steps'], value: null }]);
    expect(changed).toBe(TEXT.replace('*managed #', '{ target: 100 } #'));
  });

  it('replaces an alias that is the value itself', () => {
    const changed = edited(TEXT, [{ path: ['groups', 1, 'scaling'], value: { target: 80 } }]);
    expect(changed).toBe(TEXT.replace('*managed #', '{ target: 80 } #'));
  });
});
