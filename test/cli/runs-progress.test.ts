import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunsDone, RunsProgress } from '../../src/cli/runs-progress.js';

/** The lines that a stream receives; time passes by hand. */
function printed(isTerminal: boolean, work: (bar: RunsProgress, at: (seconds: number, state: RunsDone) => void) => void): string {
  let said = '';
  const [isTTY, columns] = [process.stderr.isTTY, process.stderr.columns];
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  Object.assign(process.stderr, { isTTY: isTerminal, columns: 200 });
  try {
    const bar = new RunsProgress();
    work(bar, (seconds, state) => {
      vi.advanceTimersByTime(1000 * seconds);
      bar.show(state);
    });
  } finally {
    write.mockRestore();
    Object.assign(process.stderr, { isTTY, columns });
  }
  return said;
}

describe('the progress of runs', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('is a line a minute in a pipe, and nothing before the first minute is over', () => {
    const said = printed(false, (bar, at) => {
      for (let second = 1; second <= 150; second++) at(1, { done: 2 * second, total: 1200, failed: second > 100 ? 3 : 0 });
      bar.clear();
    });
    expect(said).toBe(
      ['120 of 1,200 runs, 2.0 runs/s, 9 min 5 s left', '240 of 1,200 runs, 3 failed, 2.0 runs/s, 8 min 2 s left', ''].join('\n'),
    );
  });

  it('is one line on a terminal, drawn over and over, with the best so far', () => {
    const best = () => '$3.20 (targetCapacity 80)';
    const said = printed(true, (bar, at) => {
      at(10, { done: 50, total: 100, best });
      // Too soon to be seen.
      at(0.05, { done: 51, total: 100, best });
      at(10, { done: 100, total: 100, failed: 1, best });
      bar.clear();
    });
    expect(said.split('\r\x1b[2K').slice(1)).toEqual([
      `${'█'.repeat(12)}${'░'.repeat(12)} 50 of 100 runs, 0.1 runs/s, 8 min 20 s left, best so far: $3.20 (targetCapacity 80)`,
      `${'█'.repeat(24)} 100 of 100 runs, 1 failed, 2.5 runs/s, 0 ms left, best so far: $3.20 (targetCapacity 80)`,
      '',
    ]);
  });

  it('takes what a journal had for no speed of this run', () => {
    const said = printed(false, (_, at) => {
      at(60, { done: 901, total: 1000 });
      at(60, { done: 960, total: 1000 });
    });
    // Sixty runs in two minutes.
    expect(said.split('\n')[1]).toBe('960 of 1,000 runs, 0.5 runs/s, 1 min 20 s left');
  });
});
