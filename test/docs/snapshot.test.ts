import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALLS } from '../../src/snapshot/calls.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/snapshot.md'), 'utf8');
const calls = Object.entries(CALLS);

describe('docs/snapshot.md', () => {
  it('lists every call with its permission, and no other', () => {
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| `([\w-]+:\w+)` \| (.+) \|$/gm)].map(([, call, action, what]) => [
      call,
      action,
      what,
    ]);
    expect(rows).toEqual(calls.map(([call, { action, for: what }]) => [call, action, what]));
  });

  it('has the policy that allows these calls and nothing else', () => {
    const [, text] = /```json\n(.*?)```/s.exec(page)!;
    const { Statement, ...rest } = JSON.parse(text!);
    expect({ rest, statements: Statement.length, effect: Statement[0].Effect, resource: Statement[0].Resource }).toEqual({
      rest: { Version: '2012-10-17' },
      statements: 1,
      effect: 'Allow',
      resource: '*',
    });
    expect(Statement[0].Action).toEqual(calls.map(([, { action }]) => action));
  });

  it('needs nothing but reading: each permission is of the call that is named like it', () => {
    for (const [call, { action }] of calls) {
      expect(action).toMatch(/^[a-z0-9-]+:(Describe|List|Get)/);
      expect(
        action
          .split(':')[1]!
          .replace(/(?<!^)([A-Z])/g, '-$1')
          .toLowerCase(),
      ).toBe(call.replace(/-of-group$/, ''));
    }
  });
});
