import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALLS, type CallName, permissionOf } from '../../src/snapshot/calls.js';
import { ROOT } from './page.js';

const calls = (Object.keys(CALLS) as CallName[]).map((call) => ({ call, permission: permissionOf(call), what: CALLS[call].for }));
const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: calls.map(({ permission }) => permission), Resource: '*' }],
};

const PAGE = `# Calls of a snapshot

The calls of AWS that [\`drydock snapshot\`](../snapshot.md) makes, made from the code by \`npx vitest run --project node test/docs/snapshot.test.ts -u\`. All of them only read.

| call | permission | for |
| --- | --- | --- |
${calls.map(({ call, permission, what }) => `| \`${call}\` | \`${permission}\` | ${what} |`).join('\n')}

A policy that allows these calls and nothing else:

\`\`\`json
${JSON.stringify(POLICY, null, 2)}
\`\`\`
`;

describe('docs/reference/snapshot-calls.md', () => {
  it('lists every call with its permission, and the policy that allows them', async () => {
    await expect(PAGE).toMatchFileSnapshot(join(ROOT, 'docs/reference/snapshot-calls.md'));
  });
});
