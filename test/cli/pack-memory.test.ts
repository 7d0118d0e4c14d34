import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM } from '../built.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-pack-memory-'));
beforeAll(() => writeFileSync(join(folder, 'long.csv'), `cpu,memory_mib,arrival_s,duration_s\n${'1,10,5,60\n'.repeat(10_000)}`));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FLEET = '--machines 10 --machine-cpu 4000 --machine-memory 400000';

function packed(limitKib: number | null, words: string, tasks = 'long.csv') {
  const limit = limitKib === null ? '' : `ulimit -v ${limitKib}; `;
  const script = `${limit}exec "$NODE" "$PROGRAM" pack --format csv --tasks ${tasks} ${FLEET} --policies best-fit --seeds 1 --workers 1 ${words}`;
  return spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE: process.execPath, PROGRAM } });
}

describe('a limit of the address space, as batch systems set it', () => {
  it('changes nothing where the tasks fit into it', () => {
    const { stdout, stderr, status } = packed(6_000_000, '--json');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toBe(packed(null, '--json').stdout);
    expect(JSON.parse(stdout)).toMatchObject({ tasks: 10_000, policies: [{ placedMean: 10_000 }] });
  });

  it('ends in one sentence and exit code 2 where they do not, before V8 ends the process', () => {
    const some = '1,10,5,60\n'.repeat(100_000);
    writeFileSync(join(folder, 'longer.csv'), 'cpu,memory_mib,arrival_s,duration_s\n');
    for (let i = 0; i < 10; i++) appendFileSync(join(folder, 'longer.csv'), some);
    const { stdout, stderr, status } = packed(1_400_000, '', 'longer.csv');
    expect(stderr).toMatch(
      /^longer\.csv: after [\d,]+ tasks this process may take no more memory: take a part of it, raise its limit \(ulimit -v\), or take a larger machine\n$/,
    );
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
  });
});
