import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTimeline } from '../../../src/scenario/incidents/read.js';

const FOLDER = join(import.meta.dirname, '../../../scenarios/incidents');
const FILES = readdirSync(FOLDER).sort();
const textOf = (id: string) => readFileSync(join(FOLDER, `${id}.yaml`), 'utf8');

describe('the library of incidents', () => {
  it('[I.INC-1] has at least the first eight, each valid, with its name as its id', () => {
    expect(FILES.length).toBeGreaterThanOrEqual(8);
    for (const file of FILES) {
      const { timeline, problems } = readTimeline(readFileSync(join(FOLDER, file), 'utf8'), file);
      expect(problems, file).toBeUndefined();
      expect(`${timeline!.incident}.yaml`).toBe(file);
      expect(timeline!.steps.every(({ source, basis }) => source !== undefined || basis === 'assumed')).toBe(true);
    }
  });

  it('[I.T-INC-b, I.INC-1] has the local times of the sources in UTC', () => {
    const utcOf = (local: string) => new Date(local).toISOString().slice(0, 16);
    const start = (id: string) => readTimeline(textOf(id), id).timeline!.start.slice(0, 16);
    expect(start('aws-2026-05-07-us-east-1-thermal')).toBe(utcOf('2026-05-07T16:20:00-07:00'));
    expect(start('aws-2024-07-30-us-east-1-kinesis')).toBe(utcOf('2024-07-30T14:45:00-07:00'));
    expect(start('aws-2020-11-25-us-east-1-kinesis')).toBe(utcOf('2020-11-25T05:15:00-08:00'));
    expect(start('aws-2019-08-23-ap-northeast-1-cooling')).toBe(utcOf('2019-08-23T12:36:00+09:00'));
    expect(start('aws-2018-11-22-ap-northeast-2-dns')).toBe(utcOf('2018-11-22T08:19:00+09:00'));
    expect(start('aws-2016-06-05-ap-southeast-2-power')).toBe(utcOf('2016-06-04T22:25:00-07:00'));
    expect(start('aws-2025-10-20-us-east-1-dynamodb')).toBe(utcOf('2025-10-19T23:48:00-07:00'));
  });
});
