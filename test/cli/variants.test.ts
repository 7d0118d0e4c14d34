import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { drydock } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-variants-'));
afterAll(() => rmSync(folder, { recursive: true }));
const run = (...words: string[]) => drydock(words, { cwd: folder });
/** A page without the spans that keep the words of its command whole. */
const page = (path: string) => readFileSync(join(folder, 'reports/out', path, 'report.html'), 'utf8').replaceAll(/<\/?span>/g, '');
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
  it('runs the scenario with the changes, and passes where it breaks the stated expectations', async () => {
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
    expect(page('shop-two')).toContain('<h1>two, a variant of shop</h1>');
    expect(page('shop-two')).toContain('✓ broken on purpose');
  });

  it('leaves a scenario with the same result, and passes too', async () => {
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
    expect(page('shop-three')).toContain(
      'drydock run shop.yaml --set instanceTypes.box.usdPerHour=1 --variant &#39;three: cluster...count=3; expect=&#39;',
    );
  });

  it('warns of a variant that changes nothing, but not of one with other expectations alone', async () => {
    const warnings = async (changes: string) =>
      (await run('run', 'shop.yaml', '--variant', changes)).stderr.split('\n').filter((line) => line.includes('nothing'));
    expect(await warnings('same: services.web.desiredCount=2')).toEqual([
      'warning: shop.yaml: changes nothing: shop has these values already (variant same)',
    ]);
    expect(await warnings('free: expect=')).toEqual([]);
    expect(await warnings('more: services.web.desiredCount=3')).toEqual([]);
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

describe('drydock compare of one scenario', () => {
  const compared = (place: string) =>
    json(`${place}/comparison.json`).scenarios.map(({ name, cost_usd }: { name: string; cost_usd: number }) => [name, cost_usd]);

  it('sets all of its variants beside it, under their names', async () => {
    const { stdout, stderr, status } = await run('compare', 'shop.yaml', '--set', 'instanceTypes.box.usdPerHour=0.2');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(/shop +two +one-task +dear/);
    // The price of --set is that of the scenario; one variant has its own.
    const place = 'shop-vs-two-vs-one-task-vs-dear';
    expect(compared(place)).toEqual([
      ['shop', 0.2],
      ['two', 0.4],
      ['one-task', 0.2],
      ['dear', 0.3],
    ]);
    const csv = readFileSync(join(folder, 'reports/out', place, 'summary.csv'), 'utf8');
    expect(csv.match(/^(shop|two|one-task|dear),/gm)).toEqual(['shop,', 'two,', 'one-task,', 'dear,']);
    expect(page(place)).toContain('one-task');
    expect(page(join(place, 'two'))).toContain('drydock run shop.yaml --variant two --seed 1 --set instanceTypes.box.usdPerHour=0.2');
  });

  it('repeats each of them as run does, to the same digest', async () => {
    await run('compare', 'shop.yaml', '--variant', 'two', '--out', 'reports/out/pair');
    await run('run', 'shop.yaml', '--variant', 'two');
    const [, two] = json('pair/comparison.json').scenarios;
    const { digest, scenario_hash } = json('shop-two/summary.json');
    expect(two).toMatchObject({ digest, scenario_hash });
  });

  it('compares it with the variants of --variant, also with replications', async () => {
    const words = ['--variant', 'two', '--variant', 'five: cluster...count=5; expect=', '--variant', 'five: services.web.desiredCount=9'];
    const { stderr, status } = await run('compare', 'shop.yaml', ...words, '--replications', '3', '--out', 'reports/out/three');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(compared('three')).toEqual([
      ['shop', 0.1],
      ['two', 0.2],
      ['five', 0.5],
    ]);
    const { base, others } = json('three/comparison.json').replications;
    expect([base.scenario, ...others.map(({ scenario }: { scenario: string }) => scenario)]).toEqual(['shop', 'two', 'five']);
    expect(others.map(({ metrics }: { metrics: Record<string, { mean: number }> }) => metrics.cost_usd.mean)).toEqual([0.2, 0.5]);
    const rows = readFileSync(join(folder, 'reports/out/three/replications.csv'), 'utf8').split('\n');
    expect(rows.filter((row) => /^\d,five,/.test(row))).toHaveLength(3);
    expect(page('three')).toContain('--variant &#39;five: cluster...count=5; expect=&#39;');
  });

  it('reports in the comment on a pull request what a variant breaks on purpose, and ends with 0', async () => {
    const { stdout, status } = await run(
      'compare',
      'shop.yaml',
      '--variant',
      'two',
      '--format',
      'markdown',
      '--out',
      'reports/out/comment',
    );
    expect(status).toBe(0);
    expect(stdout).toContain('`cost_usd < 0.15` broken on purpose: 0.2 in two');
    const other = await run('compare', 'shop.yaml', '--variant', 'dear', '--format', 'markdown', '--out', 'reports/out/comment');
    expect(other.status).toBe(1);
    expect(other.stdout).toContain('`cost_usd < 0.15` FAILS: 0.3 in dear');
  });

  it('sets it beside itself placed by other policies, of the library or of a file', async () => {
    writeFileSync(
      join(folder, 'roomiest.mjs'),
      "export default () => ({ name: 'roomiest', dependsOn: 'row', rank: (fleet, row) => -fleet.memoryMibFree[row] });\n",
    );
    const { stderr, status } = await run('compare', 'shop.yaml', '--policies', 'first-fit,./roomiest.mjs', '--replications', '2');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const { scenarios } = json('shop-vs-first-fit-vs-roomiest/comparison.json');
    expect(scenarios.map(({ name, policy }: { name: string; policy?: string }) => [name, policy])).toEqual([
      ['shop', undefined],
      ['first-fit', 'first-fit'],
      ['roomiest', 'roomiest'],
    ]);
  });

  it.each([
    [['plain.yaml'], [expect.stringContaining('compare takes two or more scenarios, or one with variants, and plain.yaml has none')]],
    [
      ['shop.yaml', 'plain.yaml', '--variant', 'two'],
      ['--variant: it varies one scenario, and there are 2', expect.stringContaining("the name 'shop' is taken")],
    ],
    [['plain.yaml', '--variant', 'shop: duration=2h'], [expect.stringContaining("the name 'shop' is taken")]],
    [['plain.yaml', '--variant', 'a: seed=2'], ['--variant a: seed=2: all that is compared has one seed; give it with --seed']],
    [
      ['plain.yaml', '--policies', 'frist-fit,optimal', '--policy', 'first-fit', '--variant', 'a: duration=x'],
      [
        '--policies: each places one of the scenarios, and --policy all of them; leave one of the two out',
        '--policies: it varies what places the tasks, and --variant settings; leave one of the two out',
        expect.stringContaining('did you mean first-fit?'),
        expect.anything(),
        expect.stringMatching(/^--variant a: duration=x: "x" is not a duration/),
      ],
    ],
  ])('refuses %j', async (words, lines) => {
    const { stdout, stderr, status } = await run('compare', ...words);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr.trimEnd().split('\n')).toEqual(lines);
  });
});
