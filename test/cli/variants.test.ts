import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { drydock } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-variants-'));
afterAll(() => rmSync(folder, { recursive: true }));
const run = (...words: string[]) => drydock(words, { cwd: folder });
const json = (path: string) => JSON.parse(readFileSync(join(folder, 'reports/out', path), 'utf8'));

/** An hour of one instance at $0.10. */
const SHOP = `name: shop
duration: 1h
cluster:
  containerInstances: [{ instanceType: box, count: 1 }]
instanceTypes:
  - { name: box, cpuUnits: 2048, memoryMib: 4000, eniTasks: 3, usdPerHour: 0.1 }
taskDefinitions:
  - { family: web, containerDefinitions: [{ name: web, image: web, cpu: 512, memory: 900 }] }
services:
  - { serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: 2 }
expect:
  - cost_usd < 0.15
  - peak_instances == 1
`;
writeFileSync(
  join(folder, 'shop.yaml'),
  `${SHOP}variants:
  - name: two
    description: Two instances cost twice as much.
    changes: { cluster.containerInstances.0.count: 2 }
    breaks: [cost_usd < 0.15, peak_instances == 1]
  - name: one-task
    changes: { services.web.desiredCount: 1 }
    breaks: [cost_usd < 0.15]
  - name: dear
    changes: { instanceTypes.box.usdPerHour: 0.3 }
`,
);
writeFileSync(join(folder, 'plain.yaml'), SHOP);
writeFileSync(
  join(folder, 'wrong.yaml'),
  `${SHOP}variants:
  - name: two
    changes: { cluster.containerInstances.0.cont: 2 }
  - name: none
    changes: { services.web.desiredCount: -1 }
`,
);

describe('drydock run --variant', () => {
  it('runs the scenario with the changes, and is content where it breaks what it says', async () => {
    const { stdout, stderr, status } = await run('run', 'shop.yaml', '--variant', 'two');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout.split('\n')[0]).toBe('two, a variant of shop');
    expect(stdout).toContain('✓ cost_usd < 0.15      broken on purpose: 0.2\n✓ peak_instances == 1  broken on purpose: 2\n');
    expect(json('shop-two/summary.json')).toMatchObject({
      name: 'two',
      variant_of: 'shop',
      cost_usd: 0.2,
      expectations: [{ expected: 'cost_usd < 0.15', holds: false, found: 0.2, against: 0.15, breaks: true }, {}],
    });
    const page = readFileSync(join(folder, 'reports/out/shop-two/report.html'), 'utf8');
    expect(page).toContain('<h1>two, a variant of shop</h1>');
    expect(page).toContain('✓ broken on purpose');
  });

  it('leaves a scenario that runs to the same, and is content too', async () => {
    await run('run', 'shop.yaml', '--variant', 'two');
    const { digest, scenario_hash } = json('shop-two/summary.json');
    const { status } = await run('run', 'reports/out/shop-two/scenario.yaml', '--out', 'reports/out/again');
    expect(status).toBe(0);
    expect(json('again/summary.json')).toMatchObject({ digest, scenario_hash });
  });

  it('fails where an expectation holds that is to be broken, or one is broken that is not', async () => {
    const held = await run('run', 'shop.yaml', '--variant', 'one-task');
    expect(held.status).toBe(1);
    expect(held.stdout).toContain('✗ cost_usd < 0.15      HOLDS, and is to be broken: 0.1\n✓ peak_instances == 1  holds: 1\n');
    const broken = await run('run', 'shop.yaml', '--variant', 'dear', '--json');
    expect({ stderr: broken.stderr, status: broken.status }).toEqual({
      stderr: 'dear: 1 of 2 expectations failed: cost_usd < 0.15 (found 0.3)\n',
      status: 1,
    });
  });

  it('takes changes on the command line, after those of --set', async () => {
    const words = ['--set', 'instanceTypes.box.usdPerHour=1', '--variant', 'three: cluster...count=3; expect='];
    expect((await run('run', 'shop.yaml', ...words)).status).toBe(0);
    expect(json('shop-three/summary.json')).toMatchObject({ name: 'three', cost_usd: 3 });
    expect(readFileSync(join(folder, 'reports/out/shop-three/report.html'), 'utf8')).toContain(
      'drydock run shop.yaml --set instanceTypes.box.usdPerHour=1 --variant &#39;three: cluster...count=3; expect=&#39;',
    );
  });

  it.each([
    [['shop.yaml', '--variant', 'twoo'], ['--variant twoo: shop.yaml has no such variant; did you mean two?']],
    [
      ['plain.yaml', '--variant', 'two'],
      ["--variant two: plain.yaml has no such variant; say what it changes: 'NAME: path=value; path=value'"],
    ],
    [
      ['shop.yaml', '--variant', 'seed=2'],
      ["--variant seed=2: write 'NAME: path=value; path=value', or the name of a variant of the scenario"],
    ],
    [['shop.yaml', '--variant', 'two: seed=2'], ['--variant two: shop.yaml has a variant of this name: give this one another']],
    [['shop.yaml', '--variant', 'a: sed'], ["--variant a: sed: write 'NAME: path=value; path=value'"]],
    [['shop.yaml', '--variant', 'a: sed=2'], ['--variant a: sed=2: there is no sed; did you mean seed? (variant a)']],
    [['shop.yaml', '--variant', 'two', '--variant', 'dear'], ['--variant: run takes one; drydock compare sets several side by side']],
    [
      ['wrong.yaml', '--variant', 'two', '--variant', 'none', '--chart-size', 'x'],
      [
        expect.stringMatching(/^--chart-size x: /),
        'wrong.yaml:16:16 variants.two.changes.cluster.containerInstances.0.cont: there is no cont in cluster.containerInstances.0; did you mean count? (variant two)',
        'wrong.yaml:18:16 services.web.desiredCount: -1 is out of range: at least 0 (variant none)',
      ],
    ],
  ])('refuses %j', async (words, lines) => {
    const { stdout, stderr, status } = await run('run', ...words);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr.trimEnd().split('\n')).toEqual(lines);
  });
});

describe('drydock validate', () => {
  it('checks the variants of a scenario too, and lists them', async () => {
    expect((await run('validate', 'wrong.yaml')).stderr).toBe(
      [
        'wrong.yaml:16:16 variants.two.changes.cluster.containerInstances.0.cont: there is no cont in cluster.containerInstances.0; did you mean count? (variant two)',
        'wrong.yaml:18:16 services.web.desiredCount: -1 is out of range: at least 0 (variant none)',
        '',
      ].join('\n'),
    );
    const { stdout, status } = await run('validate', 'shop.yaml');
    expect(status).toBe(0);
    expect(stdout).toContain('\nVariants\ntwo: Two instances cost twice as much.\none-task\ndear\n');
  });
});
