import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { durationText, numberText } from '../../src/kernel/quantity-text.js';
import { pageText, proseOf } from './page.js';
import { commandsOf, shell } from './shown-commands.js';

/** The planner's story at the head of docs/guide.md: its commands are run in their order, and its figures recomputed from their files. */
const [story = ''] = /^## \.\.\. plan a cluster[\s\S]*?(?=^## )/m.exec(pageText('docs/guide.md')) ?? [];
const commands = commandsOf('docs/guide.md')
  .map(({ command }) => command)
  .filter((command) => story.includes(command));

const folder = mkdtempSync(join(tmpdir(), 'drydock-planner-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Row = Record<string, string>;

function csv(path: string): Row[] {
  return parse(readFileSync(join(folder, 'reports/out', path), 'utf8'), { columns: true });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(rows: readonly Row[], key: string): number {
  return sum(rows.map((row) => Number(row[key]))) / rows.length;
}

const usd = (value: number) => `$${numberText(value, 0)}`;
const percent = (value: number) => `${numberText(value, 0)} %`;
const change = (value: number, first: number) =>
  `${value < first ? '−' : '+'}${numberText(Math.abs((100 * (value - first)) / first), 1)} %`;

const HOURS_PER_MONTH = 730;
const HOURS_OF_RUN = 7 * 24;

/** Of an m5.xlarge: 4 vCPUs, of which each weighs as much as 9 GB, and the memory that it registers. */
const WEIGHTS = { cpu: 4 * 9, memory: 15_500 / 1024 };

/** What the run says, from its bill, its tasks and its minutes. */
function ofRun(): string {
  const cost = sum(csv('shop/costs.csv').map((row) => Number(row.cost_usd)));
  const minutes = csv('shop/capacity-providers.csv').filter((row) => row.capacity_provider === 'instances');
  const instances = sum(minutes.map((row) => Number(row.active_instances)));
  const reserved = (what: string) =>
    sum(minutes.map((row) => Number(row.active_instances) * Number(row[`${what}_reserved_percent`]))) / instances;
  const used = (WEIGHTS.cpu * reserved('cpu') + WEIGHTS.memory * reserved('memory')) / (WEIGHTS.cpu + WEIGHTS.memory);
  const billedHours = sum(csv('shop/instances.csv').map((row) => Number(row.billed_seconds))) / 3600;
  const unreserved = 100 - (used * instances) / 60 / billedHours;
  // Exact nearest rank, as docs/reference/outputs.md defines it.
  const waits = csv('shop/tasks.csv')
    .filter((row) => row.running_ms !== '')
    .map((row) => Number(row.wait_ms))
    .sort((a, b) => a - b);
  const wait = waits[Math.ceil(0.95 * waits.length) - 1]!;
  return (
    `It costs ${usd((cost * HOURS_PER_MONTH) / HOURS_OF_RUN)} a month, and ${percent(unreserved)} of that is for capacity that no task reserves. ` +
    `Network interfaces fill the instances first: tasks reserve ${percent(reserved('eni'))} of them, but ${percent(reserved('cpu'))} of the CPU. ` +
    `95 % of tasks run within ${durationText(wait)} of their request.`
  );
}

const COMPARED = 'shop-vs-trunking-vs-packed-vs-target-100-vs-spot-vs-graviton';

interface Comparison {
  readonly replications: {
    readonly others: readonly { readonly scenario: string; readonly metrics: Record<string, { verdict: string }> }[];
  };
}

/** A row for each scenario: its means, and whether the difference in cost is shown. */
function ofComparison(directory: string, names: readonly string[]): string[] {
  const rows = csv(`${directory}/replications.csv`);
  const { replications } = JSON.parse(readFileSync(join(folder, 'reports/out', directory, 'comparison.json'), 'utf8')) as Comparison;
  const of = (name: string) => rows.filter(({ scenario }) => scenario === name);
  const first = mean(of(names[0]!), 'cost_per_month_usd');
  return names.map((name, i) => {
    const own = of(name);
    const cost = mean(own, 'cost_per_month_usd');
    const metrics = replications.others.find(({ scenario }) => scenario === name)?.metrics;
    // The cost of a month is that of the run by its length, and judged with it.
    const { verdict = '' } = metrics?.cost_usd ?? {};
    const isShown = verdict === 'better' || verdict === 'worse';
    const against = i === 0 ? '' : `${change(cost, first)}${isShown ? '' : ', not shown'}`;
    const cells = [
      name,
      usd(cost),
      against,
      durationText(mean(own, 'wait_p95_ms')),
      numberText(mean(own, 'below_desired_task_minutes'), 1),
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

/** As the answer calls what path.csv has. */
const VERDICTS: Row = { saves: 'saves', risks: 'saves, at risk', trades: 'saves, but worse' };

/** A row for each step of the path, from the runs with it and those before it. */
function ofAdvice(): string[] {
  const runs = csv('shop-advice/runs.csv');
  const costOf = (label: string) =>
    mean(
      runs.filter((row) => row.what_if === label),
      'cost_per_month_usd',
    );
  // Row 0 has all steps together.
  const steps = csv('shop-advice/path.csv').filter(({ step }) => step !== '0');
  return steps.map((step, i) => {
    const labels = steps.slice(0, i + 1).map((row) => row.what_if!);
    const before = costOf(i === 0 ? 'as it is' : labels.slice(0, -1).join(' + '));
    const cost = costOf(labels.join(' + '));
    return `| ${step.title} | ${VERDICTS[step.verdict!]} | ${usd(before - cost)} | ${usd(cost)} |`;
  });
}

describe('the story of a planner in docs/guide.md', () => {
  beforeAll(() => {
    for (const command of commands) {
      const { status, stderr } = shell(command, folder);
      // A slow machine shows its progress.
      expect([command, status, status === 0 ? '' : stderr]).toEqual([command, 0, '']);
    }
  }, 900_000);

  it('takes at most eight commands from init to the combined answer', () => {
    expect(commands.length).toBeLessThanOrEqual(8);
    expect(commands[0]).toMatch(/^npx drydock init /);
    expect(commands.at(-1)).toContain('shop-advice/combined.yaml');
  });

  it('has each figure from the files that the commands wrote, and no other', () => {
    const figures = [
      ofRun(),
      ...ofComparison(COMPARED, ['shop', 'trunking', 'packed', 'target-100', 'spot', 'graviton']),
      ...ofComparison('shop-vs-batch-on-fargate', ['shop', 'batch-on-fargate']).slice(1),
      ...ofAdvice(),
      ...ofComparison('shop-vs-shop-combined', ['shop', 'shop-combined']),
    ];
    expect(figures.filter((text) => !story.includes(text))).toEqual([]);
    const rest = figures.reduce((text, part) => text.replace(part, ''), proseOf(story).join('\n'));
    // And the percentile of waiting.
    const known = new Set(['95', ...(commands.join(' ').match(/\d+/g) ?? [])]);
    expect((rest.replace(/`[^`]*`/g, '').match(/\d+/g) ?? []).filter((number) => !known.has(number))).toEqual([]);
  });
});
