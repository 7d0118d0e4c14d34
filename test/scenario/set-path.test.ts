import { describe, expect, it } from 'vitest';
import { changed, GOOD, load, messages, placedMessages } from './scenarios.js';

const set = (path: string, value: string) => ({ set: [{ path, value }] });

describe('--set', () => {
  it('selects a list item by its name or its index', () => {
    const byName = load(GOOD, set('cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity', '80'));
    const byIndex = load(GOOD, set('cluster.capacityProviders.0.autoScalingGroupProvider.managedScaling.targetCapacity', '80'));
    expect(byName.setup?.capacityProviders[0]?.managedScaling.targetPercent).toBe(80);
    expect(byIndex).toEqual(byName);
    expect(load(GOOD, set('services.web.capacityProviderStrategy.workers.base', '2')).setup?.services[0]?.capacity).toEqual({
      kind: 'strategy',
      items: [{ provider: 0, base: 2, weight: 1 }],
    });
  });

  it('reaches into a task definition by its family', () => {
    expect(load(GOOD, set('taskDefinitions.web.containerDefinitions.web.memory', '700')).setup?.taskDefinitions[0]?.memoryMib).toBe(700);
  });

  it('reads the value as YAML, so that a block is set at once', () => {
    const { setup } = load(GOOD, set('timings.instanceBoot', '{ uniform: { min: 1m, max: 2m } }'));
    expect(setup?.timings.instanceBoot).toEqual({ kind: 'uniform', minMs: 60_000, maxMs: 120_000 });
  });

  it('makes blocks that the file leaves out, and takes names with dots', () => {
    expect(load(GOOD, set('scaler.lowDatapoints', '5')).setup?.scaler.lowDatapoints).toBe(5);
    expect(load(GOOD, set('prices.ec2.m5.large', '0.05')).setup?.instanceTypes[0]?.usdPerHour).toBe(0.05);
  });

  it('takes a key away when the value is empty', () => {
    expect(messages(GOOD, set('services.web.desiredCount', ''))).toEqual([
      'services.web.desiredCount: is missing: how many tasks the service keeps',
    ]);
  });

  it('goes in order, and the seed comes last', () => {
    const both = {
      set: [
        { path: 'seed', value: '3' },
        { path: 'duration', value: '1h' },
        { path: 'duration', value: '3h' },
      ],
      seed: 9,
    };
    expect(load(GOOD, both).setup).toMatchObject({ seed: 9, durationMs: 10_800_000 });
  });

  it.each([
    ['cluster.capacityProviders.workrs.x', '1', 'there is no workrs in cluster.capacityProviders; did you mean workers?'],
    ['scaler.lowDatapoint', '1', 'there is no lowDatapoint in scaler; did you mean lowDatapoints?'],
    ['sed', '1', 'there is no sed; did you mean seed?'],
    ['services.7.desiredCount', '1', 'there is no 7 in services; choose from web'],
    ['duration.x', '1', 'there is no x in duration; there is none'],
    ['prices.ec2.__proto__.x', '1', 'there is no __proto__ in prices.ec2; there is none'],
    ['', '1', 'write it as path=value, for example --set seed=2'],
    [
      'services.web',
      '',
      'an empty value takes away a key, and services.web is an item of a list: for a service without tasks write services.web.desiredCount=0',
    ],
    [
      'cluster.capacityProviders.workers',
      'null',
      'an empty value takes away a key, and cluster.capacityProviders.workers is an item of a list: write the list anew, as cluster.capacityProviders=[...]',
    ],
    ['seed', '[1', '--set seed=[1: the value of --set seed: is not valid YAML or JSON: Flow sequence must end with a ]'],
  ])('refuses %j = %j with the remedy', (path, value, message) => {
    expect(placedMessages(GOOD, set(path, value))).toEqual([
      message.startsWith(`--set ${path}=`) ? message : `--set ${path}=${value}: ${message}`,
    ]);
  });

  it('has one message for a seed, beside those of other mistakes', () => {
    const messages = (seed: number) => placedMessages(GOOD, { set: [{ path: 'sed', value: '1' }], seed });
    const sed = '--set sed=1: there is no sed; did you mean seed?';
    expect(messages(Number.NaN)).toEqual(['--seed: give a whole number', sed]);
    expect(messages(1.5)).toEqual(['--seed: give a whole number', sed]);
    expect(messages(1e99)).toEqual([sed, '--seed 1e+99: 1e+99 is out of range: at most 4294967295']);
  });

  it('sets an attribute of instances, whose name may have dots', () => {
    const path = 'cluster.capacityProviders.workers.autoScalingGroup.attributes.ecs.ami-id';
    const loaded = load(GOOD, set(path, 'ami-7'));
    expect(loaded.setup?.capacityProviders[0]?.traits.attributes).toEqual({ 'ecs.os-family': 'LINUX', 'ecs.ami-id': 'ami-7' });
  });

  it('sets the path apart from the words of the command line, unless these have it', () => {
    expect(placedMessages(GOOD, set('services.web.deploymentConfiguration', '{ minimumHealthyPercent: -1 }'))).toEqual([
      '--set services.web.deploymentConfiguration={ minimumHealthyPercent: -1 }: services.web.deploymentConfiguration.minimumHealthyPercent: -1 is out of range: at least 0',
    ]);
  });

  it('answers for what it set: the command line is named, not the file', () => {
    expect(placedMessages(GOOD, set('services.web.desiredCount', '-1'))).toEqual([
      '--set services.web.desiredCount=-1: -1 is out of range: at least 0',
    ]);
    expect(placedMessages(changed(['desiredCount: 2', 'desiredCount: -2']), set('seed', '2'))).toEqual([
      's.yaml:20:5 services.web.desiredCount: -2 is out of range: at least 0',
    ]);
  });
});
