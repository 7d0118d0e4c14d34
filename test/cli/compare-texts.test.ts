import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { drydock } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-compare-texts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two instances of a fixed price, and a third in the variant. */
const scenario = (tasks: number) => `
name: two
duration: 2h
cluster: { containerInstances: [{ instanceType: m5.large, count: 2 }] }
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 512 }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: ${tasks} }]
prices: { ec2: { m5.large: 0.1 } }
variants:
  - { name: three, changes: { cluster.containerInstances.0.count: 3 } }
`;
const compare = async (tasks: number, ...words: string[]) => {
  writeFileSync(join(folder, 'two.yaml'), scenario(tasks));
  const { stdout, stderr, status } = await drydock(['compare', 'two.yaml', '--out', 'out', '--workers', '1', ...words], { cwd: folder });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
};

it.each([[[]], [['--replications', '2']]])(
  'a comparison with %j tells what is left out, in one line where runs differ in amounts',
  async (words) => {
    expect(await compare(1, ...words)).toMatch(
      /\n\nLeft out of these figures:\n- all: The root volumes of 4\.0 to 6\.0 instance-hours cost nothing here: billing\.items\.rootVolume adds them\.\n\nPage: /,
    );
  },
);

it('the cost a month has the verdict of the cost', async () => {
  const text = await compare(1, '--replications', '2');
  // 2 instances for $0.1 and 730 hours, and 3.
  expect(text).toMatch(/^Cost a month +\$146\.00 +\$219\.00 +\+50\.0 % worse$/m);
  expect(text).toMatch(/^Cost +\$0\.40 +\$0\.60 +\+50\.0 % worse$/m);
});

it('where runs differ in length, the cost a month has no word, for it is not the cost many times', async () => {
  const text = await compare(1, '--replications', '2', '--variant', 'long: duration=4h');
  expect(text).toMatch(/^Keep two: \$146\.00 a month\. No other is shown to cost less\.\nThey cost the same in all 2 runs\.$/m);
  expect(text).toMatch(/^Cost +\$0\.40 +\$0\.80 +\+100\.0 % worse$/m);
  expect(text).toMatch(/^Cost a month +\$146\.00 +\$146\.00 +=$/m);
});

it('figures that no run has are not shown', async () => {
  const text = await compare(0);
  expect(text).toMatch(/^Cost +\$0\.40 +\$0\.60/m);
  expect(text).not.toContain('–');
  expect(text).not.toMatch(/^Wait|^Cost per task-hour/m);
});
