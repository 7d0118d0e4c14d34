import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/run/failure.js';
import { type BoundArguments, boundText } from '../../src/studies/bound/command.js';

const fixture = (name: string) => join(import.meta.dirname, '../fixtures/bound', name);
const text = (options: Partial<BoundArguments> = {}) =>
  boundText({ scenario: fixture('spread.yaml'), at: 'end', timeLimit: '5s', set: [], resume: false, json: false, ...options }, 150);

describe('drydock bound --at', () => {
  it('reports what a repack would save at a time, and what it would move', async () => {
    // Two tasks on each of three instances of four places: two instances do. minSize is 3.
    expect(await text({ at: '30m' })).toBe(
      [
        'spread-out, seed 1, at 30 min',
        '',
        '6 tasks on 3 of 3 ACTIVE instances.',
        'A repack would do with 2: it saves 1 instance, $0.200 per hour, and moves 2 tasks.',
        'At least 2 are needed (volume).',
        'minSize of workers keeps 1 of the empty ones.',
        '',
        ' Emptied                    Capacity    Tasks       USD',
        'instance  Type  Zone        provider  to move  per hour',
        '       2  box   us-east-1a  workers         2     0.200',
        '',
      ].join('\n'),
    );
  });

  it('has every move in its JSON, and repacks at the end of the scenario', async () => {
    const found = JSON.parse(await text({ json: true }));
    expect(found).toMatchObject({ scenario: 'spread-out', seed: 1, atMs: 4 * 3_600_000, instancesInUse: 3, instancesInUseAfter: 2 });
    expect(found.moves).toEqual([
      { task: expect.any(Number), owner: 'web', from: 2, to: expect.any(Number) },
      { task: expect.any(Number), owner: 'web', from: 2, to: expect.any(Number) },
    ]);
  });

  it('reports that nothing can be saved', async () => {
    // While the batch runs, 9 tasks need all three instances.
    expect(await text({ at: '1h30m' })).toContain(
      '9 tasks on 3 of 3 ACTIVE instances.\nA repack would empty no instance.\nAt least 3 are needed',
    );
  });

  it('refuses what is wrong, all at once', async () => {
    const lines = async (options: Partial<BoundArguments>) => {
      const error = await text(options).then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).exitCode).toBe(2);
      return (error as UserError).lines;
    };
    expect(await lines({ at: '5h' })).toEqual(['--at 5h: the scenario ends at 4h']);
    expect(await lines({ at: 'noon', timeLimit: '-', scenario: fixture('none.yaml') })).toEqual([
      '--time-limit -: write a duration above zero, such as 30s or 2m',
      '--at noon: write a duration, such as 90s or 2h30m',
      expect.stringContaining('none.yaml: there is no such file'),
    ]);
    expect(await lines({ at: 'noon' })).toHaveLength(1);
    expect(await lines({ at: '1h', policies: 'spread', lifetimes: true })).toEqual([
      '--lifetimes: for a trace; a scenario has its own',
      '--policies: --at repacks the scenario as it is written; leave one of them out',
    ]);
  });
});
