import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/run/failure.js';
import { JobWorker } from '../../../src/run/jobs/job-worker.js';
import { OtherEngine, packJob, packResult, readRefusal, unpackJob, unpackResult } from '../../../src/run/queue/packed.js';
import { smallJobs } from '../jobs/jobs.js';
import { NO_MATERIALS } from '../jobs/no-materials.js';

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value));
const [job, other] = await smallJobs(2);

describe('a job on its way', () => {
  it('is the same at the other end, and its scenario is packed once', () => {
    const packed = packJob(job);
    expect(unpackJob(plain(packed))).toEqual(job);
    expect(packJob(other).scenario).toBe(packed.scenario);
    expect(packed.scenario.length).toBeLessThan(job.scenario.text.length);
  });

  it('is for its own engine, whatever else is in it', () => {
    expect(() => unpackJob({ ...packJob(job), engineVersion: '9.9.9', news: true })).toThrow(OtherEngine);
  });

  it('is refused in words when it is anything else', () => {
    fc.assert(fc.property(fc.jsonValue(), (junk) => void expect(() => unpackJob(junk)).toThrow(UserError)));
    const packed = packJob(job);
    for (const scenario of ['', '%%%', 'QUJD', deflateRawSync('{').toString('base64'), deflateRawSync('{"file":"x"}').toString('base64')])
      expect(() => unpackJob({ ...packed, scenario })).toThrow(UserError);
    expect(() => unpackJob({ ...packed, seed: 9 })).toThrow('its id is not the hash of its content');
  });

  it('too large for the queue is reported before it is sent', () => {
    const text = randomBytes(26_000_000).toString('base64');
    expect(() => packJob({ ...job, scenario: { ...job.scenario, text } })).toThrow(
      /^small\.yaml: its text is too large for the queue: \d+ MiB packed/,
    );
  });
});

describe('a result on its way', () => {
  it('is the same at the other end, and of its own run', async () => {
    const result = await new JobWorker(NO_MATERIALS).run(job);
    expect(unpackResult(packResult(result), job)).toEqual(plain(result));
    expect(() => unpackResult(packResult(result), other)).toThrow('it is the result of another run');
    expect(() => unpackResult(packResult({ ...result, id: other.id }), other)).toThrow('it is the result of another run');
    for (const junk of [undefined, 5, '', 'x'.repeat(2_000_000), packResult({ id: job.id } as never)])
      expect(() => unpackResult(junk, job)).toThrow(UserError);
  });
});

it('a refusal is short lines with a subject', () => {
  expect(readRefusal({ by: 'a:1', refused: ['no'] })).toEqual({ by: 'a:1', refused: ['no'] });
  for (const junk of [50, {}, { by: 'a', refused: [] }, { by: 'a', refused: ['x'.repeat(5000)] }]) expect(readRefusal(junk)).toBeNull();
});
