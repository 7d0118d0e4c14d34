import { describe, expect, it } from 'vitest';
import { changed, load, messages } from './scenarios.js';

const expecting = (...expectations: string[]) => `${changed()}expect: ${JSON.stringify(expectations)}\n`;
const of = (text: string) => {
  const loaded = load(expecting(text));
  return loaded.setup === undefined ? undefined : loaded.expectations[0];
};

describe('expect', () => {
  it.each([
    ['peak_instances == 34', ['peak_instances'], '==', 34],
    ['  cost_usd<=12.5 ', ['cost_usd'], '<=', 12.5],
    ['commitments_usd < -3', ['commitments_usd'], '<', -3],
    ['wait_p95_ms <= 1m30s', ['wait_p95_ms'], '<=', 90_000],
    ['services.web.below_desired_task_minutes > 10', ['services', 'web', 'below_desired_task_minutes'], '>', 10],
    ['services.web.load.shed != 0', ['services', 'web', 'load', 'shed'], '!=', 0],
    ['workloads.jobs.tasks_started >= 5', ['workloads', 'jobs', 'tasks_started'], '>=', 5],
    ['capacity_providers.FARGATE_SPOT.fargate.peak_vcpus > 0', ['capacity_providers', 'FARGATE_SPOT', 'fargate', 'peak_vcpus'], '>', 0],
    [
      'capacity_providers.workers.cost_usd < capacity_providers.spare.cost_usd',
      ['capacity_providers', 'workers', 'cost_usd'],
      '<',
      ['capacity_providers', 'spare', 'cost_usd'],
    ],
  ] as const)('reads %s', (text, figure, comparison, against) => {
    expect(of(text)).toEqual({ text: text.trim(), figure, comparison, against });
  });

  it.each([
    ['p95_wait_s <= 60', 'wait_p95_ms <= 60s', 60_000],
    ['wait_p95 <= 1m30s', 'wait_p95_ms <= 1m30s', 90_000],
    ['below_desired <= 10', undefined, 10],
    ['reserved_cpu >= 40', 'cpu_reserved_percent >= 40', 40],
  ])('takes a figure of the run in other words: %s', (written, meant, against) => {
    expect(of(written)).toEqual(meant === undefined ? undefined : expect.objectContaining({ text: meant, against }));
  });

  it.each([
    ['wait_p95_ms at most 60s', '"wait_p95_ms at most 60s" is no comparison: write a figure, one of <= >= < > == !=, and a value'],
    ['cost_usd = 12', '= compares nothing: write one of <= >= < > == !='],
    ['wait_p96_ms <= 60s', 'there is no figure "wait_p96_ms"; did you mean wait_p95_ms?'],
    ['tasks_missing < 100', 'there is no figure "tasks_missing"; did you mean below_desired_task_minutes?'],
    ['cost_usd.web < 1', 'cost_usd is a number: there is nothing in it'],
    ['service.web.cost_usd < 1', 'there is no figure "service"; did you mean services?'],
    ['services.wep.cost_usd < 1', 'there is no "wep" in services; did you mean web?'],
    ['services < 1', 'services has a figure for each of its members: write services.web.FIGURE'],
    ['services.web.below_desired > 1', 'services.web has no figure "below_desired"; did you mean below_desired_task_minutes?'],
    ['services.web.load.waits > 1', expect.stringContaining('services.web.load has no figure "waits"')],
    ['workloads.jobs.load.shed > 1', expect.stringContaining('workloads.jobs has no figure "load"')],
    ['services.web.cost_usd.total > 1', 'services.web.cost_usd is a number: there is nothing in it'],
    [
      'services.web.load > 1',
      expect.stringContaining('services.web.load is no figure: write one of its own; choose from requests, served'),
    ],
    ['wait_p95 <= 60', '60 has no unit: write 60s (or ms, m, h, d)'],
    ['cost_usd < 60s', 'cost_usd is in usd: write a number, not 60s'],
    ['cost_usd < $60', '"$60" is no value: write a number such as 2.5, or another figure'],
    ['cost_usd < wait_p95_ms', 'cost_usd is in usd, wait_p95_ms in ms: they cannot be compared'],
    ['scale_outs < cost_usd', 'scale_outs is a count, cost_usd in usd: they cannot be compared'],
    ['cost_usd < cots_usd', 'there is no figure "cots_usd"; did you mean cost_usd?'],
  ])('refuses %s', (text, message) => {
    const [problem] = messages(expecting('cost_usd > 0', text));
    expect(problem?.replace('expect.1: ', '')).toEqual(message);
  });

  it('reports every mistake at once, and doubts no name whose block is wrong for another reason', () => {
    const text = expecting('services.web.cost_usd > 0', 'cots_usd > 0', 'wait_p96 > 0').replace('desiredCount: 2', 'desiredCount: two');
    const paths = messages(text).map((line) => line.split(':')[0]);
    expect(paths.sort()).toEqual(['expect.1', 'expect.2', 'services.web.desiredCount']);
  });

  it('does not affect the simulation: the same setup, and the same text for the hash', () => {
    const [without, withOne] = [load(changed()), load(expecting('cost_usd > 0'))];
    expect(withOne.setup).toEqual(without.setup);
    if (withOne.setup === undefined || without.setup === undefined) throw new Error('both load');
    expect(withOne.canonicalScenario).toBe(without.canonicalScenario);
    expect(withOne.scenario.expect).toEqual(['cost_usd > 0']);
    expect([without.expectations, without.scenario.expect]).toEqual([[], undefined]);
  });
});
