import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validation } from '../../src/studies/validate/command.js';

/** A task of 1,024 MiB with a container of that memory and one of `second` MiB. */
const scenario = (second: number, settings = '') => `
name: changed
duration: 10m
${settings}
cluster: { containerInstances: [{ instanceType: m5.large, count: 1 }] }
taskDefinitions:
  - family: web
    memory: "1024"
    containerDefinitions: [{ name: a, image: a, memory: 1024 }, { name: b, image: b, memory: ${second} }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 1, launchType: EC2 }]
`;

function validated(text: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'drydock-')), 'changed.yaml');
  writeFileSync(file, text);
  const { changedDefaults, summary } = JSON.parse(validation({ files: [file], json: true }).text).files[0];
  const lines = validation({ files: [file] }).text.split('\n');
  const of = (setting: string) => changedDefaults.find((row: { setting: string }) => row.setting === setting);
  return { of, lines, summary };
}

describe('a day in awsBehaviour', () => {
  it('is shown with its edition', () => {
    const { lines, summary } = validated(scenario(512, 'awsBehaviour: 2025-06'));
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(
      'seed 1; ECS of 2025-06, by the edition current and the settings of that day',
    );
    expect(summary).toMatchObject({ ecsOf: '2025-06', edition: 'current' });
    expect(validated(scenario(512, 'awsBehaviour: guide-2024')).summary).toMatchObject({ ecsOf: null, edition: 'guide-2024' });
  });
});

describe('a default that has changed', () => {
  it('is named where it touches the file, with the value that restores the earlier behaviour', () => {
    const { of, lines } = validated(scenario(512));
    expect(of('taskMemorySum')).toEqual({
      setting: 'taskMemorySum',
      before: 'reserved',
      now: 'reservation',
      places: ['taskMemorySum'],
    });
    // Only a file of an earlier version needs them: the text leaves them to JSON.
    expect(lines.join()).not.toContain('changed since');
  });

  it('is not named where the file has nothing that it is about, or writes the setting', () => {
    expect(validated(scenario(0)).of('taskMemorySum')).toBeUndefined();
    expect(validated(scenario(512, 'taskMemorySum: reservation')).of('taskMemorySum')).toBeUndefined();
  });
  it('is not named where another setting that the file writes brings the earlier default', () => {
    expect(validated(scenario(512)).of('serviceScheduler.completesAfter')).toMatchObject({ before: '0s', now: '40s' });
    const atOnce = validated(scenario(512, 'serviceScheduler: { reaction: 0s }'));
    expect([atOnce.of('serviceScheduler.reaction'), atOnce.of('serviceScheduler.completesAfter')]).toEqual([undefined, undefined]);
  });
});
