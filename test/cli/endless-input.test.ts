import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAM } from '../built.js';
import { fixtures, run } from './small-run.js';

const DEVICE = '/dev/zero: this is a device; name a file\n';
const ENDLESS = 'has more than 256000000 bytes, the most that are read\n';

/** A script of a shell in which D is `drydock`. */
function shell(script: string) {
  const { stdout, stderr, status } = spawnSync(
    'bash',
    ['-c', `D() { "${process.execPath}" "${PROGRAM}" "$@"; }; OUT=$(mktemp -d)/run; ${script}`],
    {
      cwd: fixtures,
      encoding: 'utf8',
    },
  );
  return { stdout, stderr, status };
}

describe('an input without an end', () => {
  it.each([
    ['run'],
    ['run', 'small.yaml', '--policy'],
    ['run', '--from'],
    ['pack', '--tasks', '/dev/zero', '--nodes'],
    ['validate'],
    ['compare', 'small.yaml'],
    ['sweep'],
    ['optimise'],
    ['import'],
    ['serve'],
  ])('is refused by its name where it is a device: drydock %s', async (...words) => {
    expect(await run(...words, '/dev/zero')).toMatchObject({ stdout: '', stderr: expect.stringContaining(DEVICE), status: 2 });
  });

  it('ends at a bound where it is standard input or a pipe', () => {
    expect(shell('D run /dev/stdin < /dev/zero')).toEqual({ stdout: '', stderr: `/dev/stdin: ${ENDLESS}`, status: 2 });
    const piped = shell('D run <(cat /dev/zero)');
    expect(piped).toMatchObject({ stdout: '', status: 2 });
    expect(piped.stderr).toMatch(new RegExp(`^/dev/fd/\\d+: ${ENDLESS}$`));
  });

  it('is distinguished from standard input and pipes that end', async () => {
    const known = await run('run', 'small.yaml', '--out', join(mkdtempSync(join(tmpdir(), 'endless-')), 'run'), '--json');
    expect(known).toMatchObject({ stderr: '', status: 0 });
    // Names in a scenario start from its own folder, which is /dev/fd or /dev here.
    const whole = 'sed "s#file: #file: $PWD/#" small.yaml';
    for (const way of [
      `D run <(${whole}) --out $OUT --json`,
      `${whole} | D run /dev/stdin --out $OUT --json`,
      `D run /dev/stdin --out $OUT --json < <(${whole})`,
    ]) {
      const { stdout, stderr, status } = shell(way);
      expect({ stderr, status }, way).toEqual({ stderr: '', status: 0 });
      expect(JSON.parse(stdout).digest, way).toBe(JSON.parse(known.stdout).digest);
    }
  });

  it('is not read where a scenario names it', () => {
    const { stderr, status } = shell('D run <(sed "s#file: api.json#file: /dev/zero#" small.yaml)');
    expect(stderr).toContain('taskDefinitions.0.file: the file "/dev/zero" cannot be read');
    expect(status).toBe(2);
  });
});
