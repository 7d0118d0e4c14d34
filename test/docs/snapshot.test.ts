import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALLS } from '../../src/snapshot/calls.js';
import { ROOT } from './page.js';

const calls = Object.entries(CALLS);
const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: calls.map(([, { action }]) => action), Resource: '*' }],
};

const PAGE = `# Calls of a snapshot

The calls of AWS that [\`drydock snapshot\`](../snapshot.md) makes, made from the code by \`npx vitest run --project node test/docs/snapshot.test.ts -u\`. All of them only read.

| call | permission | for |
| --- | --- | --- |
${calls.map(([call, { action, for: what }]) => `| \`${call}\` | \`${action}\` | ${what} |`).join('\n')}

A policy that allows these calls and nothing else:

\`\`\`json
${JSON.stringify(POLICY, null, 2)}
\`\`\`
`;

describe('docs/reference/snapshot-calls.md', () => {
  it('lists every call with its permission, and the policy that allows them', async () => {
    await expect(PAGE).toMatchFileSnapshot(join(ROOT, 'docs/reference/snapshot-calls.md'));
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
