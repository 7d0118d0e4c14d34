import { describe, expect, it } from 'vitest';
import type { Headline } from '../../src/record/metrics.js';
import { keyFacts } from '../../src/report/key-facts.js';
import { runText } from '../../src/report/terminal.js';
import { finishedRun } from './finished.js';

const run = finishedRun('day');
const { metrics } = run.record;
const facts = (headline: Partial<Headline>, idleUsd: number | null = 0, hasTasksWithoutCpu = false) =>
  keyFacts({ metrics: { ...metrics, idleUsd, hasTasksWithoutCpu, headline: { ...metrics.headline, ...headline } } });
const NOTHING_UNDONE = { tasks_waiting: 0, tasks_refused: 0, tasks_timed_out: 0, tasks_interrupted: 0, tasks_crashed: 0, tasks_failed: 0 };

describe('the facts that matter', () => {
  it('are what went undone, what tasks waited for, and what was paid for nothing', () => {
    const waits = { wait_mean_ms: 60_000, wait_capacity_mean_ms: 12_000, wait_boot_mean_ms: 42_000, wait_pull_mean_ms: 6_000 };
    const headline = {
      ...NOTHING_UNDONE,
      tasks_requested: 120,
      tasks_failed: 40,
      tasks_refused: 16,
      tasks_waiting: 4,
      cost_usd: 8,
      cost_unreserved_usd: 4,
      ...waits,
    };
    expect(facts(headline, 2)).toEqual([
      'Of 120 tasks: 4 still waiting, 24 failed to start, 16 refused.',
      'Tasks waited most for instances to boot: 42 s of 1 min on average.',
      'Of the $4.00 for unreserved capacity, $2.00 went for instances that booted or had no task.',
    ]);
    // No task bears the CPU of instances whose tasks reserve none, though they are not empty.
    expect(facts(headline, 2, true)[2]).toBe(
      'Of the $4.00 for unreserved capacity, $2.00 went for instances that booted or had no task, and for CPU where tasks reserve none.',
    );
    // With unusedCost: apart the idle cost is all that is unreserved.
    expect(facts(headline, 4).join()).not.toContain('unreserved');
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
      'The fullest resource of instances is memory: 71 % reserved, and 40 % of CPU.',
    ]);
  });

  it('name the EBS volumes that tasks waited for, where they have some', () => {
    const others = { wait_capacity_mean_ms: 0, wait_boot_mean_ms: 0, wait_pull_mean_ms: 0, wait_start_mean_ms: 1_000 };
    const waits = { ...NOTHING_UNDONE, ...others, wait_mean_ms: 14_000, wait_eni_mean_ms: 13_000 };
    const items = [{ item: 'taskVolumes', cost_usd: 1, amount: 1, unit: 'volume-months' }];
    const sentences = keyFacts({ metrics: { ...metrics, items, idleUsd: 0, headline: { ...metrics.headline, ...waits } } });
    expect(sentences[0]).toBe('Tasks waited most for network interfaces and EBS volumes: 13 s of 14 s on average.');
    expect(facts(waits)[0]).toBe('Tasks waited most for network interfaces: 13 s of 14 s on average.');
  });

  it('are under the answers of a run, no wider than the terminal, with its numbers', () => {
    const [first, ...more] = keyFacts(run.record);
    expect([first, ...more].length).toBeLessThanOrEqual(3);
    const text = runText(run, { width: 60, hasColour: false });
    expect(text.replace(/\n {0,2}/g, ' ')).toContain(`- ${first} ${more.map((fact) => `- ${fact}`).join(' ')}`);
    for (const line of text.split('\n').slice(0, 12)) expect(line.length).toBeLessThanOrEqual(60);
  });
});
