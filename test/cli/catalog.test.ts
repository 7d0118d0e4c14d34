import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listInstanceTypes } from '../../src/catalog/instance-types.js';
import { UserError } from '../../src/run/failure.js';
import { catalogText } from '../../src/studies/catalog/command.js';

type Options = Parameters<typeof catalogText>[0];

const fixture = (name: string) => join(import.meta.dirname, '../fixtures/cli', name);
const text = (options: Partial<Options> = {}) =>
  catalogText({ region: 'us-east-1', trunkLimits: 'ecs', trunking: false, top: 20, json: false, ...options });
const json = (options: Partial<Options>) => JSON.parse(text({ ...options, json: true }));
/** The cells of the row that begins with a type's name; cells hold no blanks. */
const row = (options: Partial<Options>, type: string) =>
  text(options)
    .split('\n')
    .find((line) => line.startsWith(`${type} `))!
    .split(/\s+/);

function refusal(options: Partial<Options>): { lines: readonly string[]; exitCode: number } {
  try {
    text(options);
  } catch (error) {
    if (error instanceof UserError) return { lines: error.lines, exitCode: error.exitCode };
    throw error;
  }
  throw new Error('was not refused');
}

describe('the list of instance types', () => {
  it('has vCPU, memory, registered memory, architecture, GPUs, awsvpc tasks, price and Spot of a type', () => {
    expect(row({ types: ['m5.large'], ami: 'al2' }, 'm5.large')).toEqual([
      'm5.large',
      '2',
      '8',
      '7,680',
      'x86_64',
      '–',
      '2',
      '10',
      '0.096',
      '66%',
      '15-20%',
    ]);
  });

  it('marks memory that is estimated, and only explains marks that it uses', () => {
    expect(row({ types: ['m5.xlarge'] }, 'm5.xlarge')[3]).toMatch(/^~[\d,]+$/);
    expect(text({ types: ['m5.xlarge'] })).toContain('~ where estimated');
    expect(text({ types: ['m5.large'], ami: 'al2' })).not.toContain('estimated');
  });

  it('has a trunk by the table of ECS alone, or marked by the limits of the EC2 API', () => {
    expect(row({ types: ['m8g.large'] }, 'm8g.large')[7]).toBe('–');
    expect(text({ types: ['m8g.large'] })).toContain('--trunk-limits ec2-api');
    expect(row({ types: ['m8g.large'], trunkLimits: 'ec2-api' }, 'm8g.large')[7]).toBe('10*');
    expect(text({ types: ['m8g.large'], trunkLimits: 'ec2-api' })).toContain("* from the limits of EC2's API");
    expect(row({ types: ['m5.large'], trunkLimits: 'ec2-api' }, 'm5.large')[7]).toBe('10');
  });

  it('has neither trunks nor prices nor Spot figures with Windows, and notes the missing prices', () => {
    expect(row({ types: ['m5.large'], ami: 'windows' }, 'm5.large').slice(6)).toEqual(['2', '–', '–', '–', '–']);
    expect(text({ types: ['m5.large'], ami: 'windows' })).toContain('none with a Windows licence');
  });

  it('names the source and the day of its prices, and the types whose price is from elsewhere', () => {
    const printed = text({ types: ['m5.large', 'm5.xlarge', 'c5.metal'], width: 300 });
    expect(printed).toMatch(/On-Demand prices in us-east-1 of 2026-\d\d-\d\d \([^)]+\); of 2026-\d\d-\d\d\s+\([^)]+\) for c5\.metal\./);
  });

  it('names the regions with prices when the region has none', () => {
    expect(text({ types: ['m5.large'], region: 'eu-central-1', width: 200 })).toContain(
      'No prices: the catalogue has those of us-east-1, us-west-2, eu-west-1, ap-northeast-1.',
    );
  });

  it('takes families for all their sizes, each type once', () => {
    const sizes = listInstanceTypes().filter(({ family }) => family === 'c7g');
    expect(
      json({ types: ['c7g.large', 'c7g'] })
        .map((type: { name: string }) => type.name)
        .sort(),
    ).toEqual(sizes.map(({ name }) => name).sort());
  });

  it('lists the whole catalogue when no type is named', () => {
    expect(json({})).toHaveLength(listInstanceTypes().length);
    expect(text()).toContain(`${listInstanceTypes().length.toLocaleString('en-US')} types; memory as al2023 registers it`);
  });

  it.each([80, 120])('is at most %i columns wide on such a screen', (width) => {
    const lines = text({ width }).split('\n');
    expect(lines.filter((line) => line.length > width)).toEqual([]);
  });

  it('names the models of GPUs where the screen is wide enough for them', () => {
    expect(text({ types: ['g5.xlarge'], width: 120 })).toContain('1 × A10G');
    expect(text({ types: ['g5.xlarge'], width: 80 })).toContain('Too wide for this screen: GPUs and accelerators.');
  });

  it('has null in JSON where the catalogue has no value, and the source where it has one', () => {
    const [m5, u6] = json({ types: ['m5.large', 'u-6tb1.112xlarge'], ami: 'al2' });
    expect(m5).toMatchObject({
      eniTasks: 2,
      eniTasksTrunk: 10,
      trunkSource: 'ecs',
      registeredMemory: { memoryMib: 7680, basis: 'measured' },
    });
    expect(m5.onDemand).toMatchObject({ usdPerHour: 0.096, date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
    expect(u6).toMatchObject({ eniTasksTrunk: null, trunkSource: 'none', spot: null });
  });

  it('refuses every unknown type at once, with what was perhaps meant', () => {
    const { lines, exitCode } = refusal({ types: ['m5.larg', 'm5.large', 'qqqqqqqqqqqqqqqqqqq'] });
    expect(lines).toEqual([
      expect.stringMatching(/^there is no instance type or family "m5\.larg"; did you mean m5\.large/),
      `there is no instance type or family "qqqqqqqqqqqqqqqqqqq"; 'drydock catalog' lists them`,
    ]);
    expect(exitCode).toBe(2);
  });

  it('refuses an unknown region and a wrong number of types', () => {
    expect(refusal({ region: 'Virginia' }).lines).toEqual(['--region Virginia: is not a region such as us-east-1']);
    expect(refusal({ top: 0 }).lines).toEqual(['--top: give a whole number from 1']);
    expect(refusal({ top: Number.NaN }).lines).toEqual(['--top: give a whole number from 1']);
  });
});

describe('the ranking for a task', () => {
  const fits = fixture('api.json');

  it('shows copies, their limiting resource, both trunk cases and the price of a task-hour', () => {
    // 256 units and 512 MiB: CPU 2048 / 256 = 8, interfaces 2 or 10, memory 7680 / 512 = 15. $0.096 / 2 = 0.048, / 8 = 0.012.
    const without = row({ fits, types: ['m5.large'], ami: 'al2' }, 'm5.large');
    expect(without).toEqual(['m5.large', '0.048', '2', 'eni', '2', '8', '2', '7,680', '0.096']);
    const trunked = row({ fits, types: ['m5.large'], ami: 'al2', trunking: true }, 'm5.large');
    expect(trunked).toEqual(['m5.large', '0.012', '8', 'cpu', '2', '8', '2', '7,680', '0.096']);
  });

  it('is cheapest first', () => {
    const prices = json({ fits, top: 50 }).types.map((type: { usdPerTaskHour: number }) => type.usdPerTaskHour);
    expect(prices).toHaveLength(50);
    expect(prices).toEqual([...prices].sort((a, b) => a - b));
  });

  it('shows twenty types by default, counts the rest, and explains why others are left out', () => {
    const count = json({ fits }).typesThatFit;
    expect(json({ fits }).types).toHaveLength(20);
    const last = text({ fits, top: 3, width: 1000 }).trimEnd().split('\n').at(-1);
    expect(last).toMatch(
      new RegExp(`^${count - 3} more types take the task \\(--top ${count} shows all\\)\\. Left out: \\d+ another CPU architecture`),
    );
    const { leftOut } = json({ fits });
    const left = Object.values<number>(leftOut).reduce((sum, n) => sum + n, 0);
    expect(count + left).toBe(listInstanceTypes().length);
  });

  it('names the reason for each requested type that cannot take the task', () => {
    const printed = text({ fits, types: ['m5.large', 'm6g.large', 't3.nano'], width: 1000 })
      .trimEnd()
      .split('\n');
    expect(printed.at(-1)).toBe('Left out: m6g.large (another CPU architecture), t3.nano (too little memory).');
    expect(printed.at(-2)).toBe('The definition names no CPU architecture: its images are taken to be for x86_64.');
    expect(text({ fits, types: ['m6g.large'] })).toContain('No type can take the task: m6g.large (another CPU architecture).');
    expect(json({ fits, types: ['m6g.large'] })).toMatchObject({ typesThatFit: 0, leftOut: { architecture: 1, memory: 0 } });
  });

  it('reads YAML as it reads JSON', () => {
    expect(text({ fits: fixture('api.yaml') })).toBe(text({ fits }));
  });

  it.each([80, 120])('is at most %i columns wide on such a screen', (width) => {
    const lines = text({ fits, width, trunking: true, trunkLimits: 'ec2-api', top: 400 }).split('\n');
    expect(lines.filter((line) => line.length > width)).toEqual([]);
  });

  it('reports all mistakes of the task definition', () => {
    expect(refusal({ fits: fixture('wrong-task.json') }).lines).toEqual([
      expect.stringMatching(/wrong-task\.json:2:3 family: /),
      expect.stringMatching(/wrong-task\.json:3:28 containerDefinitions\.app\.memory: /),
    ]);
  });
});
