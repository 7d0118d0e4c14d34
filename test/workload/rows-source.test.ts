import { describe, expect, it } from 'vitest';
import { type Rows, RowsSource } from '../../src/workload/rows-source.js';
import { FOREVER } from '../../src/workload/source.js';
import { reread } from '../reread.js';

const rows: Rows = {
  atMs: Float64Array.of(0, 5, 5),
  cpuUnits: Int32Array.of(256, 512, 1024),
  memoryMib: Int32Array.of(1, 2, 3),
  durationMs: Float64Array.of(10, FOREVER, 30),
};
const fields = (s: RowsSource) => [s.peek(), s.atMs, s.count, s.cpuUnits, s.memoryMib, s.durationMs];

describe('RowsSource', () => {
  it('replays its rows one by one', () => {
    const source = new RowsSource(rows);
    expect(fields(source)).toEqual(['ready', 0, 1, 256, 1, 10]);
    source.take();
    expect(fields(source)).toEqual(['ready', 5, 1, 512, 2, FOREVER]);
    source.take();
    expect(fields(source)).toEqual(['ready', 5, 1, 1024, 3, 30]);
    source.take();
    expect(source.peek()).toBe('done');
  });

  it('goes on where it was saved', () => {
    const source = new RowsSource(rows);
    source.take();
    const resumed = new RowsSource(rows);
    resumed.load(reread(source.save()));
    expect(fields(resumed)).toEqual(fields(source));
  });

  it('ends at once without rows', () => {
    const none = { atMs: new Float64Array(), cpuUnits: new Int32Array(), memoryMib: new Int32Array(), durationMs: new Float64Array() };
    expect(new RowsSource(none).peek()).toBe('done');
  });

  it('refuses rows that go back in time', () => {
    expect(() => new RowsSource({ ...rows, atMs: Float64Array.of(0, 5, 4) })).toThrow('in order of time');
  });
});
