import { describe, expect, it } from 'vitest';
import { inWords } from '../../../src/run/queue/queue-words.js';

const REDIS = 'redis://cache';
const GIVEN = 'run 1f: this worker was silent for too long, so the queue has given the run to another; the result from here is dropped';

describe('the log of a worker', () => {
  it.each([
    ['could not renew lock for job 1f', GIVEN],
    ['Missing lock for job 1f. moveToFinished', GIVEN],
    ['Lock mismatch for job 1f. Cmd moveToFinished from active', GIVEN],
    ['Job 1f is not in the active state. moveToDelayed', GIVEN],
    ['Missing key for job 1f. moveToFinished', 'run 1f: it is no longer in the queue; the result from here is dropped'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'redis://cache: its memory is full: it takes nothing until there is room'],
    ['Connection is closed.', null],
    ['refused: the trace jobs.csv is not here: give it to the worker', 'refused: the trace jobs.csv is not here: give it to the worker'],
  ])('%s', (message, words) => {
    expect(inWords(message, REDIS)).toBe(words);
  });
});
