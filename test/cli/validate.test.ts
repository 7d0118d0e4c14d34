import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validation } from '../../src/studies/validate/command.js';
import { schemaText } from '../../src/studies/validate/schema-text.js';

const fixture = (name: string) => join(import.meta.dirname, '../fixtures/cli', name);
const lines = (name: string, width?: number) => validation({ files: [fixture(name)], width }).text.split('\n');
const errors = (...names: string[]) => validation({ files: names.map(fixture) }).errors;
const json = (name: string) => JSON.parse(validation({ files: [fixture(name)], json: true }).text).files[0];
const cells = (name: string, first: string) =>
  lines(name)
    .filter((line) => line.startsWith(`${first} `))
    .map((line) => line.split(/ {2,}/));

describe('a scenario', () => {
  it('begins with its file and what it is', () => {
    expect(lines('small.yaml').slice(0, 2)).toEqual([
      fixture('small.yaml'),
      'scenario small: 2h in us-east-1 (us-east-1a, us-east-1b, us-east-1c), seed 1',
    ]);
  });

  it('lists its capacity with what it registers, and where the prices are from', () => {
    expect(cells('small.yaml', 'workers')).toEqual([['workers', 'm5.large', '1–10', '1', '80', '2,048', '7,680', '10', '0.096']]);
    expect(cells('small.yaml', '(no provider)')).toEqual([['(no provider)', 'box', '2', '2', '–', '8,192', '5,000', '4', '0.500']]);
    expect(lines('small.yaml').find((line) => line.startsWith('Prices: '))).toMatch(/, 2026-\d\d-\d\d; given in the scenario$/);
  });

  it('lists its services with what they reserve', () => {
    expect(cells('small.yaml', 'api')[0]!.slice(0, 8)).toEqual(['api', 'service', 'api:1', '4–9', '256', '512', '1', 'workers']);
    expect(cells('small.yaml', 'agent')[0]).toEqual(['agent', 'daemon', 'agent:1', '1 each', '64', '128', '0', 'EC2']);
  });

  it('counts the copies that fit, only on capacity that a task may use', () => {
    // api on m5.large: CPU 2048 / 256 = 8, memory 7680 / 512 = 15, 10 interfaces. The agent holds port 80, so that one fits.
    expect(json('small.yaml').summary.fits).toEqual([
      { taskDefinition: 'api:1', instanceType: 'm5.large', hasTrunk: true, copies: 8, limitedBy: ['cpu'] },
      { taskDefinition: 'agent:1', instanceType: 'm5.large', hasTrunk: true, copies: 1, limitedBy: ['ports'] },
      { taskDefinition: 'agent:1', instanceType: 'box', hasTrunk: false, copies: 1, limitedBy: ['ports'] },
    ]);
  });

  it('reports the settings that are not the defaults, and only those', () => {
    const printed = lines('small.yaml');
    const from = printed.indexOf('Settings that are not the defaults');
    expect(printed.slice(from + 1, printed.indexOf('', from))).toEqual([
      'cluster.ami: al2 (default: al2023)',
      'cluster.accountSettings.awsvpcTrunking: enabled (default: disabled)',
      'timings.imagePull: 7s (default: { lognormal: { median: 10s, p95: 60s } })',
    ]);
  });

  it('ends with its warnings, which do not count as mistakes', () => {
    expect(lines('warned.yaml').at(-2)).toMatch(/^warning: .*warned\.yaml:23:5 workloads\.jobs: has neither launchType/);
    // A daemon runs on every instance: it needs neither.
    expect(lines('small.yaml').join()).not.toContain('warning');
    expect(validation({ files: [fixture('warned.yaml')] })).toMatchObject({ errors: [], isFaulty: false });
  });

  it('may go through an incident of the library', () => {
    expect(errors('incident.yaml')).toEqual([]);
  });

  it('fits a screen of 80 columns, but for paths and warnings, which are kept whole to be copied', () => {
    const wide = lines('small.yaml', 80).filter(
      (line) => line.length > 80 && !line.startsWith('warning: ') && !line.startsWith(fixture('')),
    );
    expect(wide).toEqual([]);
  });
});

describe('a task definition', () => {
  it('is reported with its content, in JSON and in YAML, and ranked on the cheapest types', () => {
    const printed = lines('api.json');
    expect(printed.slice(1, 3)).toEqual([
      'task definition api:1, 1 container, LINUX on any architecture, x86_64 if on Fargate',
      '  reserves 256 CPU units, 512 MiB on an instance',
    ]);
    expect(printed.find((line) => line.startsWith('Cheapest types for it'))).toBeDefined();
    expect(lines('api.yaml').slice(1)).toEqual(printed.slice(1));
    expect(json('api.json').fits.types).toHaveLength(5);
  });

  it('has its price on Fargate, where it can run there', () => {
    // 0.25 vCPU at 0.04048 USD and 0.5 GB at 0.004445 USD.
    expect(lines('api.json')).toContain('  on FARGATE a task-hour costs 0.0123 USD, On-Demand in us-east-1');
  });
});

describe('mistakes', () => {
  it('are reported of all files at once, with their places and a count at the end', () => {
    const { text, errors: printed, isFaulty } = validation({ files: ['wrong.yaml', 'api.json', 'wrong-task.json'].map(fixture) });
    expect(isFaulty).toBe(true);
    expect(printed).toEqual([
      expect.stringMatching(/wrong\.yaml:1:1: runs nothing/),
      expect.stringMatching(/wrong\.yaml:6:43 .*there is no instance type "m5\.larg"/),
      expect.stringMatching(/wrong-task\.json:2:3 family: /),
      expect.stringMatching(/wrong-task\.json:3:28 containerDefinitions\.app\.memory: /),
      '2 of 3 files cannot be used',
    ]);
    expect(text.split('\n')[1]).toBe('task definition api:1, 1 container, LINUX on any architecture, x86_64 if on Fargate');
  });

  it.each([
    ['empty.yaml', 'is empty'],
    ['binary.png', 'is not a text file'],
    ['aliases.yaml', 'YAML aliases'],
    ['service.json', 'put each under services of a scenario'],
    ['.', 'this is a directory; name a file'],
    ['nothing.yaml', 'there is no such file'],
  ])('%s %s', (name, message) => {
    expect(errors(name)).toEqual([expect.stringContaining(message)]);
  });

  it('are part of the answer in JSON, and nothing else is printed', () => {
    const { text, errors: printed, isFaulty } = validation({ files: [fixture('wrong-task.json')], json: true });
    expect(printed).toEqual([]);
    expect(isFaulty).toBe(true);
    expect(JSON.parse(text).files[0]).toMatchObject({ kind: 'taskDefinition', errors: [expect.any(String), expect.any(String)] });
  });

  it('of a file that is named twice are reported once', () => {
    expect(errors('empty.yaml', 'empty.yaml')).toHaveLength(1);
  });
});

describe('the JSON Schema', () => {
  it('is one, of a scenario, with its keys explained', () => {
    const schema = JSON.parse(schemaText());
    expect(schema.title).toBe('Drydock scenario');
    expect(schema.properties.duration.description).toBe('How long is simulated.');
    expect(schema.required).toContain('cluster');
    expect(schema.properties.timings.properties.instanceBoot.plausible).toEqual({ least: '20s', most: '4m' });
    expect(schema.properties.waiting.properties.stopTie.plausible).toEqual({ values: ['newest', 'oldest'] });
  });
});
