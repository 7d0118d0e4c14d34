import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { drydock } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-pull-request-'));
afterAll(() => rmSync(folder, { recursive: true }));
const compare = (...words: string[]) => drydock(['compare', ...words, '--format', 'markdown'], { cwd: folder });
const put = (file: string, content: unknown) => {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
};

interface Shape {
  readonly instances?: number;
  readonly type?: string;
  readonly expect?: readonly string[];
  readonly constraint?: string;
}

/** An m5.large costs 0.096 dollars an hour: two cost 140.16 a month of 730 hours, three 210.24. */
const scenario = ({ instances = 2, type = 'm5.large', expect: expected = [], constraint }: Shape = {}) => ({
  name: 'cluster',
  duration: '10h',
  cluster: { containerInstances: [{ instanceType: type, count: instances }] },
  taskDefinitions: [
    {
      family: 'web',
      runtimePlatform: { cpuArchitecture: 'X86_64' },
      containerDefinitions: [{ name: 'web', image: 'web', cpu: 256, memory: 256 }],
    },
  ],
  services: [
    {
      serviceName: 'web',
      taskDefinition: 'web',
      desiredCount: 2,
      ...(constraint === undefined ? {} : { placementConstraints: [{ type: 'memberOf', expression: constraint }] }),
    },
  ],
  ...(expected.length === 0 ? {} : { expect: expected }),
});

/** The rows of the table under a heading of columns. */
function rowsOf(markdown: string, head: string): string[][] {
  const lines = markdown.split('\n');
  const at = lines.findIndex((line) => line.startsWith(head));
  const body = lines.slice(at + 2);
  return body
    .slice(
      0,
      body.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('drydock compare --format markdown', () => {
  it('has the monthly cost of a change in one line, and calls two scenarios of one name base and head', async () => {
    put('base.yaml', scenario());
    put('head.yaml', scenario({ instances: 3 }));
    const { stdout, stderr, status } = await compare('base.yaml', 'head.yaml', '--out', 'out/one');
    expect([stderr, status]).toEqual(['', 0]);
    expect(
      stdout.startsWith('<!-- drydock compare -->\n\n### Cluster simulation\n\n**head costs $70.08 a month more than base (+50.0 %)**; '),
    ).toBe(true);
    const cost = rowsOf(stdout, '|  | base | head | change |').find(([label]) => label === 'Cost a month');
    expect(cost).toEqual(['Cost a month', '$140.16', '$210.24', '+50.0 % ❌']);
    expect(rowsOf(stdout, '| setting | base | head |')).toEqual([['`cluster.containerInstances.0.count`', '`2`', '`3`']]);
    expect(stdout).toContain('Differences in the input of head: 1 setting<');
    expect(stdout).toContain('- One run each, from seed 1: a small difference may be chance.');
  });

  it('reports that nothing differs', async () => {
    put('base.yaml', scenario());
    const { stdout, status } = await compare('base.yaml', 'base.yaml', '--out', 'out/same');
    expect(stdout).toContain('**head does the same as base**: no figure differs.\n');
    expect(stdout).toContain('Differences in the input of head: nothing\n');
    expect(status).toBe(0);
  });

  it('compares no scenario that did not do its work', async () => {
    put('base.yaml', scenario());
    put('arm.yaml', scenario({ type: 'm7g.medium' }));
    const { stdout } = await compare('base.yaml', 'arm.yaml', '--out', 'out/failed');
    expect(stdout).toMatch(/\n\*\*❌ head did not do its work\*\*, and is not compared: it ran no task of web/);
    expect(
      rowsOf(stdout, '|  | base | head | change |')
        .find(([label]) => label === 'Cost a month')!
        .at(-1),
    ).toBe('not compared');
  });

  it('ends with 1 if an expectation of the change fails, not if one of its base does', async () => {
    put('strict.yaml', scenario({ expect: ['cost_usd < 1'] }));
    put('base.yaml', scenario());
    const failing = await compare('base.yaml', 'strict.yaml', '--out', 'out/fails');
    expect(failing.stdout).toContain('**Expected**\n\n- ❌ `cost_usd < 1` FAILS: 1.92 in head\n');
    expect(failing.status).toBe(1);
    expect((await compare('strict.yaml', 'base.yaml', '--out', 'out/holds')).status).toBe(0);
  });

  it('keeps the text of the input within its cells', async () => {
    put('base.yaml', scenario());
    put(
      'head.yaml',
      scenario({ constraint: 'attribute:ecs.instance-type =~ m5.* or attribute:a =~ x|`y` or attribute:ecs.instance-type exists' }),
    );
    const { stdout } = await compare('base.yaml', 'head.yaml', '--out', 'out/cells');
    const rows = rowsOf(stdout, '| setting | base | head |');
    expect(rows.map((cells) => cells.length)).toEqual([3, 3]);
    expect(rows.flat().find((text) => text.includes('attribute:a'))).toMatch(/^`` .*x\\\|`y` .* ``$/);
  });

  it('shows intervals with replications, and one verdict for the line and the table', async () => {
    put('base.yaml', scenario());
    put('head.yaml', scenario({ instances: 3 }));
    const { stdout } = await compare('base.yaml', 'head.yaml', '--replications', '3', '--out', 'out/many');
    expect(stdout).toContain('**head costs $70.08 ± $0.00 a month more than base (50.0 % ± 0.0 %)**; its tasks wait as long, ');
    const rows = rowsOf(stdout, '|  | base | head | change |');
    expect(rows.find(([label]) => label === 'Cost a month')).toEqual(['Cost a month', '$140.16', '$210.24', '+50.0 % ❌']);
    expect(rows.find(([label]) => label === 'Wait, p95')!.at(-1)).toBe('=');
    expect(stdout).toContain('- 3 replications of 2 scenarios with common random numbers.');
  });

  it('refuses two formats at once', async () => {
    const { stderr, status } = await compare('base.yaml', 'base.yaml', '--json');
    expect([stderr, status]).toEqual(['--json and --format markdown: one of them is printed; leave the other out\n', 2]);
  });
});

const template = (count: number, more: object = {}) => ({
  Resources: {
    Task: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        Family: 'web',
        NetworkMode: 'awsvpc',
        RequiresCompatibilities: ['FARGATE'],
        Cpu: '256',
        Memory: '512',
        ContainerDefinitions: [{ Name: 'app', Image: 'nginx' }],
      },
    },
    Web: {
      Type: 'AWS::ECS::Service',
      Properties: { ServiceName: 'web', TaskDefinition: { Ref: 'Task' }, DesiredCount: count, LaunchType: 'FARGATE' },
    },
    ...more,
  },
});

describe('drydock compare with ECS files', () => {
  it('imports both directories, and lists omissions and assumptions of the import', async () => {
    put('pr/base/template.json', template(2));
    put(
      'pr/head/template.json',
      template(3, { Broken: { Type: 'AWS::ECS::Service', Properties: { ServiceName: 'x', TaskDefinition: 'gone' } } }),
    );
    const { stdout, stderr, status } = await compare('pr/base', 'pr/head', '--out', 'out/imported');
    expect([stderr, status]).toEqual(['', 0]);
    expect(rowsOf(stdout, '| setting | base | head |')).toContainEqual(['`services.web.desiredCount`', '`2`', '`3`']);
    expect(stdout).toMatch(/\n\*\*head costs \$\d+\.\d\d a month more than base \(\+5\d\.\d %\)\*\*; /);
    expect(stdout).toMatch(/\n- Assumed: .*the region is us-east-1.* \(`region`\)\n/);
    expect(stdout).toMatch(/\n- Left out by the import: `template.json: Resources.Broken[^\n]* \(head only\)\n/);
    expect(stdout).not.toContain('(base only)');
  });

  it('takes a template by itself, and reports the mistakes of all inputs', async () => {
    put('one.json', template(2));
    put('base.yaml', scenario());
    expect((await compare('one.json', 'base.yaml', '--out', 'out/single')).status).toBe(0);
    put(
      'bare.yaml',
      'Resources:\n  Web: { Type: "AWS::ECS::Service", Properties: { DesiredCount: !Ref Count } }\nParameters: { Count: { Type: Number } }\n',
    );
    const { stderr, status } = await compare('bare.yaml', 'missing.yaml');
    expect(stderr.split('\n')).toEqual([
      expect.stringContaining('bare.yaml: Parameters.Count: has no value'),
      'bare.yaml: import it by itself, and compare the scenario: drydock import bare.yaml --out FILE',
      'missing.yaml: there is no such file',
      '',
    ]);
    expect(status).toBe(2);
  });
});
