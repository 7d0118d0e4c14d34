import { describe, expect, it } from 'vitest';
import { fixtureText } from './fixtures.js';
import { readTrace } from './read-trace.js';

const read = (text: string) => readTrace(text, { format: 'swf', columns: null });

/** A job of which only these are known: submit, run, allocated, used memory, requested processors, requested time, requested memory. */
function job(known: Partial<Record<2 | 4 | 5 | 7 | 8 | 9 | 10, number | string>>): string {
  const columns = Array.from({ length: 18 }, (_, i) => (i === 0 ? 1 : (known[(i + 1) as 2] ?? -1)));
  return columns.join(' ');
}

describe('a log in the Standard Workload Format', () => {
  it('is a task a job: as many vCPUs as processors, seconds from the first submission, memory of all processors', async () => {
    const { tasks, names, lines } = await read(
      `; Version: 2.2\n\n${job({ 2: 100, 4: 60, 5: 4, 10: 1024 })} ; a comment\n${job({ 2: 130, 4: 0.5, 5: 1 })}\r\n`,
    );
    expect(lines).toEqual([]);
    expect([...tasks.cpu]).toEqual([4000, 1000]);
    expect([...tasks.memoryMib]).toEqual([4, 0]); // 4 processors x 1,024 KiB; unknown is nothing.
    expect([...tasks.arrivalMs]).toEqual([0, 30_000]);
    expect([...tasks.durationMs]).toEqual([60_000, 500]);
    expect(names).toEqual(['1', '1']);
  });

  it('takes what was requested before what was used, and the requested time where the run time is unknown', async () => {
    const { tasks } = await read(job({ 2: 0, 5: 4, 7: 512, 8: 8, 9: 3600 }));
    expect([tasks.cpu[0], tasks.memoryMib[0], tasks.durationMs[0]]).toEqual([8000, 4, 3_600_000]); // 8 x 512 KiB.
  });

  it('passes over columns after the 18th', async () =>
    expect((await read(`${job({ 2: 0, 4: 1, 5: 1 })} node17 queue`)).tasks.count).toBe(1));

  it.each([
    ['1 2 3', 'f:1: the line has 3 columns; a job has 18'],
    [job({ 2: 0, 4: 1 }), "f:1 8 (requested processors): '-1' says that it is unknown, and so is 5 (allocated processors)"],
    [job({ 2: 0, 5: 1 }), "f:1 4 (run time): '-1' says that it is unknown, and so is 9 (requested time)"],
    [job({ 4: 1, 5: 1 }), "f:1 2 (submit time): '-1' says that it is unknown"],
    [job({ 2: 'noon', 4: 1, 5: 1 }), "f:1 2 (submit time): 'noon' is not a number from 0 to 35184372088, or -1"],
    [job({ 2: 0, 4: -7, 5: 1 }), "f:1 4 (run time): '-7' is not a number from 0"],
    ['; nothing', 'f: there is no job in it'],
  ])('refuses %s', async (text, message) => expect((await read(text)).lines[0]).toContain(message));

  it('reads the fixture', async () => {
    const { tasks, lines } = await read(fixtureText('log.swf'));
    expect(lines).toEqual([]);
    expect(tasks.count).toBe(20);
  });
});
