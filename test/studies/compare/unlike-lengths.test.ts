import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { drydock } from '../../cli/in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-unlike-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One m5.large at $0.096 an hour with one task on half of its CPU. */
const scenario = (name: string, duration: string) => `name: ${name}
duration: ${duration}
cluster:
  capacityProviders: [{ name: workers, autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 1 } }]
  defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: web, cpu: 1024, memory: 2048 }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 1 }]
`;

it('runs of unlike lengths differ by what does not grow with the length, and say so', async () => {
  for (const [name, duration] of [
    ['day', '24h'],
    ['hours', '6h'],
  ] as const)
    writeFileSync(join(folder, `${name}.yaml`), scenario(name, duration));
  const { stdout, status } = await drydock(['compare', 'day.yaml', 'hours.yaml', '--out', 'out'], { cwd: folder });
  expect(status).toBe(0);
  const row = (label: string) =>
    stdout
      .split('\n')
      .find((line) => line.startsWith(label))!
      .replace(/\s+/g, ' ');
  // A quarter of the time costs a quarter: no saving. The month is 730 hours of either.
  expect(row('Cost a month ')).toBe('Cost a month $70.08 $70.08 (=)');
  expect(row('Cost  ')).toBe('Cost $2.30 $0.58');
  expect(stdout.replace(/\s+/g, ' ')).toContain('The runs are of unlike lengths: what grows with the length has no difference here.');
  const page = readFileSync(join(folder, 'out', 'report.html'), 'utf8').replace(/\s+/g, ' ');
  expect(page).toContain('simulated 6 h to 1 d of each scenario');
  expect(page).toContain('The cost of 730 hours of each scenario');
  expect(page).not.toContain('−75.0 %');
});

it('runs of one length have all their differences and no such sentence', async () => {
  writeFileSync(join(folder, 'other.yaml'), scenario('other', '24h').replace('m5.large', 'm5.xlarge'));
  writeFileSync(join(folder, 'day.yaml'), scenario('day', '24h'));
  const { stdout } = await drydock(['compare', 'day.yaml', 'other.yaml', '--out', 'like'], { cwd: folder });
  expect(stdout).toMatch(/^Cost +\$2\.30 +\$4\.61 \(\+100\.0 %\)$/m);
  expect(stdout).not.toContain('unlike');
});
