import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Fact } from '../../src/sim/facts.js';
import type { Recorder } from '../sim/setups.js';
import { type Played, playOf } from './play.js';
import { type Change, load, placedMessages } from './scenarios.js';

const folder = join(import.meta.dirname, '../../scenarios/placement');
const textOf = (name: string) => readFileSync(join(folder, `${name}.yaml`), 'utf8');
const play = (name: string, ...changes: readonly Change[]): Played => playOf(textOf(name), changes);

const instancesOf = (places: readonly [instance: number, atMs: number][]) => places.map(([instance]) => instance);
const distinct = (numbers: readonly number[]) => [...new Set(numbers)].sort((a, b) => a - b);

describe('scenarios/placement', () => {
  it.each(readdirSync(folder).map((file) => file.replace('.yaml', '')))('%s loads without warnings, and describes its subject', (name) => {
    expect(placedMessages(textOf(name))).toEqual([]);
    expect(textOf(name)).toMatch(/^# Shows: [\s\S]*\nname: [\s\S]*\nvariants:\n/);
    expect(load(textOf(name)).setup?.name).toBe(name);
  });

  it('affinity: web is where the cache is, the reports are elsewhere', () => {
    const { placesOf } = play('affinity');
    const cached = distinct(instancesOf(placesOf('cache')));
    expect(cached).toHaveLength(2);
    expect(placesOf('web')).toHaveLength(6);
    for (const [instance] of placesOf('web')) expect(cached).toContain(instance);
    expect(placesOf('reports').length).toBeGreaterThan(10);
    for (const [instance] of placesOf('reports')) expect(cached).not.toContain(instance);
    // m5.large has 2,048 CPU units: (2048 - 512) / 384 = 4 tasks of web beside one of the cache.
    const alone = play('affinity', ['desiredCount: 2', 'desiredCount: 1']);
    expect(alone.placesOf('web')).toHaveLength(4);
    const together = play('affinity', [', placementConstraints: [{ type: distinctInstance }] }', ' }']);
    expect(together.placesOf('web')).toHaveLength(6);
  });

  it('daemon-first: every task of web comes to an instance that has its log router', () => {
    const { placesOf } = play('daemon-first');
    const daemons = new Map(placesOf('log-router'));
    expect([...daemons.keys()].sort()).toEqual([0, 1, 2]); // Instance 3 has no disk for it.
    expect(placesOf('web')).toHaveLength(6);
    for (const [instance, atMs] of placesOf('web')) expect(daemons.get(instance)).toBeLessThanOrEqual(atMs);
    const replica = play('daemon-first', ['schedulingStrategy: DAEMON', 'desiredCount: 1']);
    expect(distinct(instancesOf(replica.placesOf('web')))).toEqual(distinct(instancesOf(replica.placesOf('log-router'))));
    expect(replica.placesOf('web')).toHaveLength(3); // (2048 - 128) / 512
    const free = play('daemon-first', [
      '\n    placementConstraints: [{ type: memberOf, expression: task:group == service:log-router }]',
      '',
    ]);
    expect(distinct(instancesOf(free.placesOf('web')))).toEqual([0, 1, 2, 3]);
  });

  it('dedicated-hosts: the database is on licensed hosts alone', () => {
    const { setup, recorder, placesOf } = play('dedicated-hosts');
    const hostsOf = (what: Recorder, provider: number) =>
      what.of(Fact.instanceLaunched).flatMap(({ args }) => (args[3] === provider ? [args[0]!] : []));
    expect(setup.capacityProviders.map(({ name }) => name)).toEqual(['general', 'licensed']);
    const licensed = hostsOf(recorder, 1);
    expect(placesOf('database')).toHaveLength(4);
    for (const [instance] of placesOf('database')) expect(licensed).toContain(instance);
    for (const [instance] of placesOf('batch')) expect(licensed).not.toContain(instance);
    const rule = '\n    placementConstraints: [{ type: memberOf, expression: attribute:licence not_exists }]';
    const open = play('dedicated-hosts', [rule, '']);
    expect(instancesOf(open.placesOf('batch')).some((instance) => hostsOf(open.recorder, 1).includes(instance))).toBe(true);
    expect(open.placesOf('database').filter(([, atMs]) => atMs < 80 * 60_000).length).toBeLessThan(4);
  });

  it('racks: as many tasks in each rack, however many instances it has', () => {
    const rackOf = [0, 0, 0, 1, 1, 2];
    const byRack = ({ placesOf }: Played) =>
      [0, 1, 2].map((rack) => instancesOf(placesOf('store')).filter((instance) => rackOf[instance] === rack).length);
    const spread = play('racks');
    expect(byRack(spread)).toEqual([4, 4, 4]);
    expect(distinct(instancesOf(spread.placesOf('store')))).toHaveLength(3); // packed inside: 4 x 256 of 2,048 units
    expect(byRack(play('racks', ['field: attribute:rack', 'field: instanceId']))).toEqual([6, 4, 2]); // 12 / 6 = 2 on each
  });

  it('one-task-per-host: an instance for each task of the group, shared with others', () => {
    const { placesOf, countOf } = play('one-task-per-host');
    const hosts = instancesOf(placesOf('ingest'));
    expect(distinct(hosts)).toHaveLength(hosts.length);
    expect(hosts).toHaveLength(6);
    expect(countOf(Fact.instanceRegistered)).toBe(6);
    for (const [instance] of placesOf('thumbs')) expect(hosts).toContain(instance);
    const free = play('one-task-per-host', ['\n    placementConstraints: [{ type: distinctInstance }]', '']);
    expect(free.countOf(Fact.instanceRegistered)).toBeLessThan(6);
  });

  it('gpu-share: packed shares leave whole GPUs, spread ones none', () => {
    const packed = play('gpu-share');
    expect(distinct(instancesOf(packed.placesOf('notebooks')))).toHaveLength(2); // 8 x 0.25 = 2 GPUs
    expect(packed.placesOf('training')).toHaveLength(2);
    const spread = play('gpu-share', ['{ type: binpack, field: memory }', '{ type: spread, field: instanceId }']);
    expect(distinct(instancesOf(spread.placesOf('notebooks')))).toHaveLength(4);
    expect(spread.placesOf('training')).toEqual([]);
    expect(spread.countOf(Fact.taskRefused)).toBe(2);
  });
});
