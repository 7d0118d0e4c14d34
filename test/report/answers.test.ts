import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { percentText, shareText } from '../../src/kernel/quantity-text.js';
import type { Headline } from '../../src/record/metrics.js';
import type { OwnerMetrics } from '../../src/record/run-metrics.js';
import type { ReportedTraffic } from '../../src/record/traffic/service-traffic.js';
import { answersOf } from '../../src/report/answers.js';
import { runText } from '../../src/report/terminal.js';
import { RunRecorder } from '../../src/run/recorder.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { finishedRun } from './finished.js';

const run = finishedRun('day');
const { metrics } = run.record;
const web = { ...metrics.owners[0], below_desired_task_minutes: 12, without_task_minutes: 0 };
const api = { ...web, name: 'api', below_desired_task_minutes: 30.25, without_task_minutes: 1.5 };
const agent: OwnerMetrics = { ...web, name: 'agent', is_daemon: true };

interface What {
  readonly headline?: Partial<Headline>;
  readonly owners?: readonly OwnerMetrics[];
  readonly traffic?: readonly ReportedTraffic[];
  readonly tasksStoppedBeforeRunning?: number;
  readonly withoutTaskAtFirstMinutes?: number;
}

function answer(about: string, what: What): string | undefined {
  const { headline = {}, owners = [web], traffic = [], tasksStoppedBeforeRunning = 0, withoutTaskAtFirstMinutes = 0 } = what;
  const record = {
    ...run.record,
    traffic,
    metrics: { ...metrics, owners, tasksStoppedBeforeRunning, withoutTaskAtFirstMinutes, headline: { ...metrics.headline, ...headline } },
  };
  return answersOf({ record }).find((one) => one.about === about)?.text;
}

const stoppedWhileStarting = (duration: string) => `
name: stopped-while-starting
duration: ${duration}
startsAt: 2026-11-26T03:00:00Z
cluster: { capacityProviders: [FARGATE], defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }] }
taskDefinitions: [{ family: web, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: c, image: x }] }]
fargate: { start: { whole: 20s } }
services:
  - { serviceName: web, taskDefinition: web, desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 3 }, { at: 10s, desiredCount: 1 }] } }
  - { serviceName: bad, taskDefinition: web, desiredCount: 1, failureMode: { failedStarts: 1 } }`;

describe('the answers of a run', () => {
  it('begin with the cost of a month, that of the run, and what is paid for nothing', () => {
    const headline = {
      ...{ cost_per_month_usd: 26_710.7, cost_usd: 365.9, cost_per_task_hour_usd: 0.0325, instance_hours: 1234.56, peak_instances: 1 },
      ...{ cost_unreserved_usd: 257.04, cost_unreserved_percent: 70.249 },
    };
    expect(answer('Money', { headline })).toBe(
      '$26,710.70 a month (730 h); $365.90 for 1 d: 1,234.6 instance-hours, at most 1 instance at a time; $0.0325 per task-hour. $257.04 of the $365.90 went for capacity that no task reserved: 70 % of what instances cost.',
    );
  });

  it('have the billed hours of Fargate, which reserves what it bills', () => {
    const headline = {
      ...{ cost_per_month_usd: 730, cost_usd: 1, cost_per_task_hour_usd: null, instance_hours: 0, peak_instances: 0 },
      ...{ peak_fargate_vcpus: 2, fargate_vcpu_hours: 49.345, fargate_gb_hours: 98.69, cost_unreserved_percent: null },
    };
    expect(answer('Money', { headline })).toBe(
      '$730.00 a month (730 h); $1.00 for 1 d: 49.35 vCPU-hours and 98.69 GB-hours on Fargate, at most 2 vCPUs at a time.',
    );
    for (const [peak_fargate_vcpus, said] of [[0.75, '0.75 vCPUs'], [1, '1 vCPU'], [1234.5, '1,234.5 vCPUs']] as const) // biome-ignore format: pairs
      expect(answer('Money', { headline: { ...headline, peak_fargate_vcpus } })).toContain(`on Fargate, at most ${said} at a time.`);
  });

  it('name the tasks of the waits', () => {
    const headline = {
      ...{ tasks_requested: 4700, tasks_started: 4700, tasks_failed: 0, tasks_crashed: 0, tasks_waited: 4367, tasks_waiting: 0 },
      ...{ wait_p50_ms: 0, wait_p95_ms: 60_000, wait_max_ms: 90_000 },
    };
    const waits = 'from request to running, half waited at most 0 ms, 95 % at most 1 min, the slowest 1 min 30 s.';
    expect(answer('Waiting', { headline })).toBe(`4,367 tasks: ${waits}`);
    expect(answer('Waiting', { headline: { ...headline, tasks_waiting: 1 }, owners: [web, agent] })).toBe(
      `4,367 tasks, daemons aside: ${waits} 1 task still waits at the end.`,
    );
    const none = {
      tasks_requested: 0,
      tasks_started: 0,
      tasks_failed: 0,
      tasks_crashed: 0,
      tasks_waited: 0,
      wait_p50_ms: null,
      tasks_waiting: 2,
    };
    expect(answer('Waiting', { headline: none })).toBe('No task started. 2 tasks still wait at the end.');
    const earlier = (tasks_started: number) => answer('Waiting', { headline: { ...none, tasks_started, tasks_waiting: 0 } });
    expect(earlier(14)).toBe('The 14 tasks that ran were requested before the run began.');
    expect(earlier(1)).toBe('The task that ran was requested before the run began.');
  });

  it('name the tasks that were stopped before they ran', () => {
    const text = (tasksStoppedBeforeRunning: number, tasks_waiting = 0) =>
      answer('Waiting', { tasksStoppedBeforeRunning, headline: { tasks_waiting } });
    expect(text(3)).toMatch(/\. 3 tasks were stopped before they ran\.$/);
    expect(text(1, 2)).toMatch(/\. 1 task was stopped before it ran\. 2 tasks still wait at the end\.$/);
    expect(text(0)).not.toContain('before');
  });

  // At 10 s two of three tasks are stopped while they start, and STOPPED when their stop is over; the other service's starts fail.
  it.each([
    ['30s', 0],
    ['100s', 2],
  ])('count in a run of %s the %i tasks that were stopped before they ran, and not the failed ones', (duration, count) => {
    const { setup } = checkScenario(stoppedWhileStarting(duration), { file: 'scenario.yaml', read: () => '' }) as unknown as {
      setup: Setup;
    };
    const recorder = new RunRecorder(setup);
    new Simulation(setup, { sources: [], subscribers: [recorder] }).advance(setup.durationMs);
    const { metrics: ran } = recorder.finish(setup.durationMs);
    expect([ran.tasksStoppedBeforeRunning, ran.headline.tasks_started]).toEqual([count, 1]);
  });

  it('report how many tasks were missing, where most, and how long there was none', () => {
    const headline = { below_desired_task_minutes: 42.25, without_task_service_minutes: 1.5 };
    expect(answer('Availability', { headline, owners: [web, api, agent] })).toBe(
      'Desired tasks were missing for 42.3 task-minutes (worst: api, 30.3). Services had no task at all for 1 min 30 s (worst: api, 1 min 30 s).',
    );
    const atFirst = (withoutTaskAtFirstMinutes: number) => answer('Availability', { headline, owners: [web], withoutTaskAtFirstMinutes });
    expect(atFirst(1.5)).toMatch(/ The service had no task at all for 1 min 30 s, before its first task ran\.$/);
    expect(atFirst(0.5)).toMatch(/ had no task at all for 1 min 30 s, 30 s of it before its first task ran\.$/);
    expect(answer('Availability', { headline: { ...headline, without_task_service_minutes: 0 }, owners: [web, agent] })).toBe(
      'Desired tasks were missing for 42.3 task-minutes. No service was ever without a task.',
    );
    expect(answer('Availability', { headline: { below_desired_task_minutes: 0 } })).toBe('No service had fewer tasks than it desired.');
    const idle = { headline: { below_desired_task_minutes: 0 }, owners: [{ ...web, tasks_started: 0 }] };
    expect(answer('Availability', idle)).toBe('No service desired a task.');
    expect(answer('Availability', { owners: [agent] })).toBeUndefined();
  });

  it('count requests and no messages, and hide none behind a percent sign', () => {
    const counts = {
      served: 1,
      shed: 0,
      requests_lost: 0,
      shed_or_lost: 0,
      wait_p95_ms: null,
      scale_outs: 0,
      scale_ins: 0,
      minutes_without_data: 0,
      undone: 0,
      undone_by_another: 0,
    };
    const traffic: ReportedTraffic[] = [
      { service: 'web', load: 'requests', ...counts, requests: 38_577_600, shed: 900, requests_lost: 16, shed_or_lost: 916 },
      { service: 'queue', load: 'messages', ...counts, requests: 5 },
    ];
    const none = { below_desired_task_minutes: 0 };
    expect(answer('Availability', { headline: { ...none, requests_lost: 916 }, traffic })).toMatch(
      / 916 of 38,577,600 requests lost: < 0\.01 %\.$/,
    );
    expect(answer('Availability', { headline: { ...none, requests_lost: 0 }, traffic })).toMatch(/ None of 38,577,600 requests lost\.$/);
    expect(answer('Availability', { headline: { ...none, requests_lost: null }, traffic: traffic.slice(1) })).not.toMatch(/requests/);
  });

  it('are beside their subjects, no wider than the terminal', () => {
    const lines = runText(run, { width: 60, hasColour: false }).split('\n').slice(1);
    const end = lines.indexOf('');
    expect(
      lines
        .slice(0, end)
        .filter((line) => !line.startsWith(' '))
        .map((line) => line.split(/ {2,}/)[0]),
    ).toEqual(['Money', 'Waiting', 'Availability']);
    for (const line of lines.slice(0, end)) expect(line.length).toBeLessThanOrEqual(60);
  });
});

describe('percentages', () => {
  it.each([
    [0, '0.0 %'],
    [0.04, '< 0.1 %'],
    [0.05, '0.1 %'],
    [99.94, '99.9 %'],
    [99.96, '> 99.9 %'],
    [100, '100.0 %'],
  ])('of %d read %s', (value, text) => expect(percentText(value, 1)).toBe(text));

  it('of a share have two decimals at most', () => {
    expect([shareText(1, 2), shareText(1, 3), shareText(1, 1e6), shareText(999_999, 1e6)]).toEqual([
      '50 %',
      '33.33 %',
      '< 0.01 %',
      '> 99.99 %',
    ]);
  });
});
