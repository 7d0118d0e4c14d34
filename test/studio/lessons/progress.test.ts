import { describe, expect, it } from 'vitest';
import { keepProgress, readProgress } from '../../../src/studio/lessons/progress.js';

function memory(text: string | null = null) {
  let kept = text;
  return {
    getItem: () => kept,
    setItem: (_: string, next: string) => {
      kept = next;
    },
  };
}

describe('progress in the lessons', () => {
  it('comes back as it was kept', () => {
    const store = memory();
    keepProgress(() => store, { metric: 12, twoLoops: 'some' });
    expect(readProgress(() => store)).toEqual({ metric: 12, twoLoops: 'some' });
  });

  it('is empty without a store, and the page goes on', () => {
    const none = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    expect(readProgress(none)).toEqual({});
    expect(() => keepProgress(none, { metric: 1 })).not.toThrow();
  });

  it.each(['{', '[]', 'null', '7', '{"metric":null,"nobody":3,"breaker":{"a":1}}'])('is empty where another program wrote %s', (text) => {
    expect(readProgress(() => memory(text))).toEqual({});
  });

  it('keeps its part of a store with more', () => {
    expect(readProgress(() => memory('{"metric":6,"nobody":3}'))).toEqual({ metric: 6 });
  });
});
