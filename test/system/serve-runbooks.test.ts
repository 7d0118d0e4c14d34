import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { pageText } from '../docs/page.js';
import { ENVIRONMENT, sessionOf } from '../endpoint/session.js';
import { requireAws } from './aws-cli.js';

const run = promisify(execFile);
const page = pageText('docs/serve.md');
const [, scenario = ''] = /^```yaml\n# shop\.yaml\n([\s\S]*?)^```/m.exec(page) ?? [];
/** A heading, what is typed, and what it prints. */
const runbooks = [...page.matchAll(/^### (\d+\. .*)\n\n```sh\n([\s\S]*?)^```\n\n```text\n([\s\S]*?)^```/gm)].map(
  ([, name, script, output]) => ({
    name: name!,
    script: script!,
    output: output!,
  }),
);

describe('docs/serve.md', () => {
  it('has eighteen runbooks', () => {
    expect(runbooks.map(({ name }) => Number.parseInt(name, 10))).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
  });

  it.each(runbooks)('runbook $name', async ({ script, output }) => {
    requireAws();
    const session = await sessionOf(scenario, 'max');
    const env = { ...ENVIRONMENT, AWS_ENDPOINT_URL: session.address };
    const cwd = mkdtempSync(join(tmpdir(), 'drydock-runbook-'));
    const { stdout } = await run('/bin/bash', ['-eu', '-c', script], { env, cwd });
    await session.close();
    expect(stdout).toBe(output);
  });
});
