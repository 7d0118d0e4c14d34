import { describe, expect, it } from 'vitest';
import { EventLog } from '../../src/placement/explain/event-log.js';
import { reread } from '../reread.js';

const HOUR = 3_600_000;

describe('EventLog', () => {
  it('keeps the latest hundred, oldest first', () => {
    const log = new EventLog();
    for (let i = 0; i < 100; i++) log.add(i, `event ${i}`);
    expect(log.latest).toHaveLength(100);
    log.add(100, 'event 100');
    expect(log.latest).toHaveLength(100);
    expect(log.latest[0]).toEqual({ atMs: 1, message: 'event 1' });
    expect(log.latest.at(-1)).toEqual({ atMs: 100, message: 'event 100' });
  });

  it('repeats a message after six hours, and not before', () => {
    const log = new EventLog();
    expect(log.add(5, 'no room')).toBe(true);
    expect(log.add(6 * HOUR + 4, 'no room')).toBe(false);
    expect(log.add(6 * HOUR + 5, 'no room')).toBe(true);
    expect(log.add(12 * HOUR + 4, 'no room')).toBe(false); // Counted from the repetition.
    expect(log.latest.map(({ atMs }) => atMs)).toEqual([5, 6 * HOUR + 5]);
  });

  it('repeats it at once when the cause was resolved meanwhile', () => {
    const log = new EventLog();
    log.add(0, 'no room');
    log.resolve('something else');
    expect(log.add(1, 'no room')).toBe(false);
    log.resolve('no room');
    expect(log.add(2, 'no room')).toBe(true);
  });

  it('goes by the cause when one is given, not by the words', () => {
    const log = new EventLog();
    expect(log.add(0, 'no room on 1', 'room')).toBe(true);
    expect(log.add(1, 'no room on 2', 'room')).toBe(false);
    expect(log.add(1, 'no port on 2', 'port')).toBe(true);
    expect(log.add(2, 'no room on 1')).toBe(true);
  });

  it('drops each cause as its six hours end', () => {
    const log = new EventLog();
    log.add(0, 'a');
    log.add(HOUR, 'b');
    expect(log.add(6 * HOUR, 'b')).toBe(false);
    expect(log.add(6 * HOUR, 'a')).toBe(true);
    expect(log.add(7 * HOUR, 'b')).toBe(true);
    expect(log.add(11 * HOUR, 'a')).toBe(false);
  });

  it('goes on from what it saved, in plain data of its own', () => {
    const log = new EventLog();
    log.add(0, 'a');
    const saved = reread(log.save());
    const other = new EventLog();
    other.load(saved);
    log.add(1, 'b');
    expect(other.latest).toEqual([{ atMs: 0, message: 'a' }]);
    expect(other.add(1, 'a')).toBe(false);
    expect(other.add(1, 'b')).toBe(true);
    expect(other.latest).toEqual(log.latest);
  });
});
