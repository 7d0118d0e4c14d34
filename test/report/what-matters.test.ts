import { describe, expect, it } from 'vitest';
import type { Headline } from '../../src/record/metrics.js';
import { keyFacts } from '../../src/report/key-facts.js';
import { runText } from '../../src/report/terminal.js';
import { finishedRun } from './finished.js';

const run = finishedRun('day');
const { metrics } = run.record;
const facts = (headline: Partial<Headline>, idleUsd: number | null = 0) =>
  keyFacts({ traffic: [], metrics: { ...metrics, idleUsd, headline: { ...metrics.headline, ...headline } } });
const NOTHING_UNDONE = { tasks_waiting: 0, tasks_refused: 0, tasks_timed_out: 0, tasks_interrupted: 0, tasks_crashed: 0 };

describe('the facts that matter', () => {
  it('are what went undone, what tasks waited for, and what was paid for nothing', () => {
    const waits = { wait_mean_ms: 60_000, wait_capacity_mean_ms: 12_000, wait_boot_mean_ms: 42_000, wait_pull_mean_ms: 6_000 };
    const headline = { ...NOTHING_UNDONE, tasks_requested: 120, tasks_refused: 16, tasks_waiting: 4, cost_usd: 8, ...waits };
    expect(facts(headline, 2)).toEqual([
      'Of 120 tasks: 4 still waiting, 16 refused.',
      'Tasks waited most for instances to boot: 42 s of 1 min on average.',
      '$2.00, 25 % of the cost, went for instances that booted or had no task.',
    ]);
  });

  it('are others where none of these is news', () => {
    const calm = {
      ...NOTHING_UNDONE,
      wait_mean_ms: 900,
      cost_usd: 8,
      peak_instances: 3,
      spot_instance_hours: 5,
      spot_savings_usd: 12,
      spot_savings_percent: 60,
    };
    const reserved = { cpu_reserved_percent: 40.4, memory_reserved_percent: 70.6, eni_reserved_percent: 12 };
    expect(facts({ ...calm, ...reserved }, 0.07)).toEqual([
      'Spot saved $12.00, 60 % of what the same cost On-Demand.',
      'What fills instances is memory: 71 % reserved, and 40 % of CPU.',
    ]);
  });

  it('begin with what was turned away, where all tasks ran', () => {
    const told = { service: 'web', requests: 1000, served: 975, shed: 25, requests_lost: 0, wait_p95_ms: 20, scale_outs: 0, scale_ins: 0 };
    const headline = { ...metrics.headline, ...NOTHING_UNDONE };
    const [first] = keyFacts({ traffic: [{ ...told, minutes_without_data: 0, undone: 0 }], metrics: { ...metrics, headline } });
    expect(first).toBe('25 of 1,000 requests were turned away: 2.5 %.');
  });

  it('stand under the first sentence of a run, no wider than the terminal, with its numbers', () => {
    const [first, ...more] = keyFacts(run.record);
    expect([first, ...more].length).toBeLessThanOrEqual(3);
    const text = runText(run, { width: 60, hasColour: false });
    expect(text.replaceAll('\n', ' ')).toContain(`- ${first} ${more.map((fact) => `- ${fact}`).join(' ')}`);
    for (const line of text.split('\n').slice(0, 12)) expect(line.length).toBeLessThanOrEqual(60);
  });
});
