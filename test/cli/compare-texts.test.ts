import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { counted, decimal, lasting, rangeText, sentence, usd } from '../../src/kernel/sentence.js';
import { mergedTexts } from '../../src/studies/compare/texts/merged-texts.js';
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

it.each([
  ['', []],
  [' (numbers are of the first replication)', ['--replications', '2']],
  [' (numbers are of the first replication, warm-up included)', ['--replications', '2', '--warm-up', '30m']],
] as const)('a comparison reports what is left out%s, in one line where runs differ in amounts', async (heading, words) => {
  expect(await compare(1, ...words)).toContain(
    `\n\nLeft out of these figures${heading}:\n- all: The root volumes of 4.0 to 6.0 instance-hours cost nothing here: billing.items.rootVolume adds them.\n\nPage: `,
  );
});

it('the cost a month has the verdict of the cost', async () => {
  const text = await compare(1, '--replications', '2');
  // 2 instances for $0.1 and 730 hours, and 3.
  expect(text).toMatch(/^Cost a month +\$146\.00 +\$219\.00 +\+50\.0 % worse$/m);
  expect(text).toMatch(/^Cost +\$0\.40 +\$0\.60 +\+50\.0 % worse$/m);
});

it('where runs differ in length, the cost of the run has no word, for it grows with the length', async () => {
  const text = await compare(1, '--replications', '2', '--variant', 'long: duration=4h');
  expect(text).toMatch(/^Keep two: \$146\.00 a month\. No other is shown to cost less\.\nThey cost the same in all 2 runs\.$/m);
  expect(text).toMatch(/^Cost +\$0\.40 +\$0\.80 +\+100\.0 %$/m);
  expect(text).toMatch(/^Cost a month +\$146\.00 +\$146\.00 +=$/m);
});

it('figures that no run has are not shown', async () => {
  const text = await compare(0);
  expect(text).toMatch(/^Cost +\$0\.40 +\$0\.60/m);
  expect(text).not.toContain('–');
  expect(text).not.toMatch(/^Wait|^Cost per task-hour/m);
});

const SPOT = `
name: bought
duration: 2h
cluster:
  capacityProviders:
    - name: group
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED }
      autoScalingGroup:
        instanceTypes: [m5.large]
        minSize: 2
        maxSize: 2
  defaultCapacityProviderStrategy: [{ capacityProvider: group, weight: 1 }]
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 512 }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 2, placementStrategy: [{ type: spread, field: instanceId }] }]
prices: { ec2: { m5.large: 0.1 }, spot: { m5.large: { savingsPercent: 70, interruptionBucket: '<5%' } } }
variants:
  - name: spot
    changes:
      cluster...autoScalingGroup.mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } }
      faults: [{ at: 1h, type: spotInterruption, share: 1 }]
`;

it('a choice that buys Spot has the interruptions of a month, and a warning of a shortage', async () => {
  writeFileSync(join(folder, 'spot.yaml'), SPOT);
  const words = ['compare', 'spot.yaml', '--replications', '3', '--out', 'spot', '--workers', '1'];
  const { stdout, stderr, status } = await drydock(words, { cwd: folder });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const text = stdout.replace(/\s+/g, ' ');
  expect(text).toMatch(/^Choose spot: /);
  // Both instances once in two hours, with a task each: 365 times in 730 hours.
  expect(text).toContain(
    'spot spends 100 % of its cost on Spot: in a month of such runs, interruptions take 730 instances, and stop 730 tasks. A shortage takes many at once: try a fault of type spotDrought before you rely on it.',
  );
  // Nothing of Spot in the column of the base alone, and no note on figures that are not shown.
  expect(stdout).not.toContain('had no value');
  expect(readFileSync(join(folder, 'spot/report.html'), 'utf8')).toContain('interruptions take 730 instances, and stop 730 tasks');
});

it('a variant that changes faults alone is not a candidate', async () => {
  writeFileSync(join(folder, 'outage.yaml'), SPOT);
  const outage = 'outage: faults=[{ at: 1h, type: zoneOutage, availabilityZone: us-east-1a }]';
  const words = ['compare', 'outage.yaml', '--variant', outage, '--replications', '2', '--out', 'outage', '--workers', '1'];
  const { stdout } = await drydock(words, { cwd: folder });
  expect(stdout.replace(/\s+/g, ' ')).toMatch(/outage is \S+ with other faults: it shows what they do, and is no choice\./);
  expect(stdout).not.toContain('Choose outage');
});

it('a variant written in the scenario, with a description, is not one either', async () => {
  const fault = '{ at: 1h, type: zoneOutage, availabilityZone: us-east-1a }';
  const [base] = SPOT.split('variants:');
  writeFileSync(
    join(folder, 'written.yaml'),
    `${base}variants: [{ name: outage, description: A zone, changes: { faults: [${fault}] } }]\n`,
  );
  const { stdout } = await drydock(['compare', 'written.yaml', '--replications', '2', '--out', 'written', '--workers', '1'], {
    cwd: folder,
  });
  expect(stdout).toMatch(/^bought: \$[\d.]+ a month\.\noutage is bought with other faults: it shows what they do, and is no choice\.\n/);
});

it('a mean below one is not shown as none', async () => {
  // A tenth of two instances is a fifth of one, which is a chance: the outcome differs by seed.
  writeFileSync(join(folder, 'rare.yaml'), SPOT.replace('share: 1', 'share: 0.1'));
  const { stdout } = await drydock(['compare', 'rare.yaml', '--replications', '12', '--out', 'rare', '--workers', '1'], { cwd: folder });
  const runs = readFileSync(join(folder, 'rare/replications.csv'), 'utf8')
    .split('\r\n')
    .map((row) => row.split(','));
  const column = runs[0].indexOf('interrupted_instances');
  const taken = runs.filter((row) => row[runs[0].indexOf('scenario')] === 'spot').map((row) => Number(row[column]));
  const mean = taken.reduce((sum, n) => sum + n, 0) / taken.length;
  expect([mean > 0, mean < 0.5, taken.length]).toEqual([true, true, 12]);
  expect(stdout).toMatch(new RegExp(`Instances interrupted +0 +${mean.toFixed(1)} `));
});

it('a choice that buys Fargate Spot counts the interrupted tasks', async () => {
  writeFileSync(
    join(folder, 'fargate.yaml'),
    `
name: bought
duration: 2h
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE, FARGATE_SPOT] }
taskDefinitions:
  - { family: web, networkMode: awsvpc, cpu: '256', memory: '512', containerDefinitions: [{ name: web, image: web }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 2
    capacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }]
variants:
  - name: spot
    changes:
      services.web.capacityProviderStrategy: [{ capacityProvider: FARGATE_SPOT, weight: 1 }]
      spot: { pools: [{ interruptionProbability: 0 }] }
      faults: [{ at: 1h, type: spotInterruption, share: 1 }]
`,
  );
  const words = ['compare', 'fargate.yaml', '--replications', '3', '--out', 'fargate', '--workers', '1'];
  const { stdout, stderr, status } = await drydock(words, { cwd: folder });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  // Both tasks once in two hours: 365 times in 730 hours.
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'spot spends 100 % of its cost on Spot: in a month of such runs, interruptions take 730 tasks. A shortage takes many at once',
  );
});

it('interruptions before the warm-up are not denied', async () => {
  writeFileSync(join(folder, 'early.yaml'), SPOT);
  const words = ['compare', 'early.yaml', '--replications', '2', '--warm-up', '90m', '--out', 'early', '--workers', '1'];
  const { stdout } = await drydock(words, { cwd: folder });
  expect(stdout.replace(/\s+/g, ' ')).toContain('on Spot: none of the 2 runs met an interruption after the warm-up. A shortage takes');
});

it('interruptions in no run do not mean a rate of zero', async () => {
  writeFileSync(join(folder, 'calm.yaml'), SPOT.replace(/ {6}faults: .*\n/, ''));
  const { stdout } = await drydock(['compare', 'calm.yaml', '--replications', '2', '--out', 'calm', '--workers', '1'], { cwd: folder });
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'spot spends 100 % of its cost on Spot: none of the 2 runs met an interruption. A shortage takes',
  );
});

it('a page names the large figures of its tiles, and leaves verdicts to the table', async () => {
  writeFileSync(join(folder, 'tiles.yaml'), `${SPOT}  - { name: more, changes: { services.web.desiredCount: 4 } }\n`);
  await drydock(['compare', 'tiles.yaml', '--replications', '2', '--out', 'tiles', '--workers', '1'], { cwd: folder });
  const page = readFileSync(join(folder, 'tiles/report.html'), 'utf8');
  expect(page).toContain('<h1>bought against spot and more</h1>');
  // Two instances at 0.1 USD an hour: 0.40 USD in two hours, 146 USD in 730.
  expect(page).toMatch(/<dt>bought<\/dt><dd>\$146\.00[^<]*<\/dd><dd class="more">a month<\/dd><dd class="more">Cost of the run: \$0\.40/);
  expect(page).toMatch(/<dt>more<\/dt><dd>\$146\.00<\/dd><dd class="more">a month, =[^<]* against bought<\/dd>/);
  const first = page.slice(
    page.indexOf('The first replication, side by side</h2>'),
    page.indexOf('Left out of these figures (numbers are of the first replication)</h2>'),
  );
  expect(first).toContain('Each is the difference of two single runs, which may be luck.');
  expect(first).not.toMatch(/[✓✗]/);
  expect(page).toContain('A bar beside zero is not yet a difference: the verdicts in the table allow for the number of comparisons.');
});

it('sentences that differ in quantities alone are one for all scenarios', () => {
  const on = (scenario: string, name: string, [percent, hours]: readonly [number, number]) => ({
    scenario,
    sentence: sentence`${decimal(percent, 0)} % of ${name} in ${decimal(hours, 1)} h.`,
  });
  // The number of a name is no quantity.
  expect(mergedTexts([on('a', 'web-1', [4, 1200.5]), on('b', 'web-1', [12, 90]), on('c', 'web-2', [4, 7])], 3)).toEqual([
    'a, b: 4 to 12 % of web-1 in 90.0 to 1,200.5 h.',
    'c: 4 % of web-2 in 7.0 h.',
  ]);
  expect(mergedTexts([on('a', 'web', [3, 1]), on('b', 'web', [3.2, 1])], 2)).toEqual(['all: 3 % of web in 1.0 h.']);
});

it('a quantity keeps its unit when it becomes a range', () => {
  const ofRun = (tasks: number, cost: number, ms: number) => sentence`${counted(tasks, 'task')} cost ${usd(cost)} in ${lasting(ms)}`;
  expect(rangeText([ofRun(1, 4, 90_000), ofRun(2, 0.5, 20_000)])).toBe('1 to 2 tasks cost $0.50 to $4.00 in 20 s to 1 min 30 s');
});

// Four tasks of 256 CPU units: one instance costs half and runs all of them too.
it('a comparison reports what is expected of each scenario, and warns where the choice fails it', async () => {
  const words = ['--set', 'expect=[peak_instances >= 2]', '--variant', 'one: cluster.containerInstances.0.count=1'];
  const once = await compare(4, ...words);
  const verdicts = (when: string) =>
    `Expected of two${when}:\n✓ peak_instances >= 2  holds: 2\n\nExpected of one${when}:\n✗ peak_instances >= 2  FAILS: 1\n`;
  expect(once).toContain(verdicts(''));
  const often = await compare(4, ...words, '--replications', '2');
  expect(often).toContain(verdicts(', in the first replication'));
  expect(often).toMatch(/^Choose one: .*\nBut in its first run 1 of 1 expectations failed: peak_instances >= 2 \(found 1\)\. The choice/m);
});
