import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { ENVIRONMENT, type Json, type Session } from '../endpoint/session.js';

const run = promisify(execFile);

/** Debian's AWS CLI. */
const AWS = '/usr/bin/aws';

/** A missing CLI fails the test: these tests are for machines that have it. */
export function requireAws(): void {
  if (!existsSync(AWS)) throw new Error(`${AWS} is missing: apt-get install awscli`);
}

/** `aws WORDS` against a session: the JSON that it prints, or its error. */
export async function aws({ address }: Session, words: string): Promise<Json> {
  requireAws();
  const { stdout } = await run(AWS, [...words.split(/\s+/), '--endpoint-url', address, '--output', 'json'], { env: ENVIRONMENT });
  return stdout === '' ? null : JSON.parse(stdout);
}

export async function awsError(session: Session, words: string): Promise<string> {
  try {
    await aws(session, words);
  } catch (error) {
    return (error as { stderr: string }).stderr.trim();
  }
  throw new Error(`aws ${words} succeeded`);
}
