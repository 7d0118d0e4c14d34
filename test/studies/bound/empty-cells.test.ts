import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { boundTrace, readBoundTrace } from '../../../src/studies/bound/run-trace.js';
import { traceBoundText } from '../../../src/studies/bound/text.js';
import { runPackJob } from '../../../src/studies/pack/job.js';
import { packPolicy, packResult, packScale } from '../../../src/studies/pack/replay/summary.js';
import type { PackReplay } from '../../../src/studies/pack/result.js';
import { preparePack } from '../../../src/studies/pack/run.js';
import { packNotes } from '../../../src/studies/pack/sentence.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-empty-'));
afterAll(() => rmSync(folder, { recursive: true }));
const tasks = join(folder, 'tasks.csv');
writeFileSync(tasks, 'from,to,cpu\n10,20,2\n,30,1\n5,,1\n');
const TRACE = { format: 'csv', tasks, columns: 'arrival=from,end=to,cpu=cpu' };
const NOTES = ['Tasks with an empty arrival, which are there from the start: 1.', 'Tasks with an empty end, which stay: 1.'];

describe('empty cells of a trace', () => {
  it('are counted in the answers of pack and bound, which read them alike', async () => {
    const trace = await readBoundTrace({ ...TRACE, types: 'c5.large,c5.xlarge', lifetimes: true }, []);
    const bounds = await boundTrace(trace, 10_000);
    expect(traceBoundText(trace, bounds, 120).split('\n')).toEqual(expect.arrayContaining(NOTES));
    // From 10 s to 20 s all three run: 4 vCPUs, on one c5.xlarge.
    expect([bounds.overTime?.instances.peak.lower, bounds.overTime?.instances.peak.upper]).toEqual([1, 1]);
    const ready = await preparePack(
      { ...TRACE, machines: '1', machineCpu: '3', machineMemory: '1', policies: 'first-fit', seeds: '1' },
      '',
    );
    const { problem } = ready.input;
    const { replay } = (await runPackJob(problem, {
      policy: 'first-fit',
      modulePath: null,
      options: { ...ready.request.replay, seed: 1 },
    })) as { replay: PackReplay };
    const policies = [packPolicy(ready.policies[0]!, [replay])];
    const result = packResult({ identity: ready.identity, scale: packScale(problem), policies });
    expect(packNotes(result)).toEqual(expect.arrayContaining(NOTES));
    // Both tasks of one vCPU are there from the start, so the task of two finds one vCPU of three.
    expect(replay).toMatchObject({ placed: 2, failed: 1 });
  });
});
