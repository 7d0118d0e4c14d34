import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../docs/page.js';
import { ENVIRONMENT, sessionOf } from '../endpoint/session.js';
import { requireAws } from './aws-cli.js';

const run = promisify(execFile);
const FOLDER = join(ROOT, 'docs/examples/runbooks');
const scenario = readFileSync(join(FOLDER, 'shop.yaml'), 'utf8');
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.sh'));

/** A runbook ends with what it prints, as comments. */
function partsOf(name: string) {
  const [script = '', printed = ''] = readFileSync(join(FOLDER, name), 'utf8').split('# Prints:\n');
  return { script, printed: printed.replaceAll(/^# /gm, '') };
}

describe('the runbooks of docs/serve.md', () => {
  it.each(names)('%s', async (name) => {
    requireAws();
    const { script, printed } = partsOf(name);
    const session = await sessionOf(scenario, 'max');
    const env = { ...ENVIRONMENT, AWS_ENDPOINT_URL: session.address };
    const cwd = mkdtempSync(join(tmpdir(), 'drydock-runbook-'));
    const { stdout } = await run('/bin/bash', ['-eu', '-c', script], { env, cwd });
    await session.close();
    expect(stdout).toBe(printed);
  });
});
