import { AutoScalingClient, StartInstanceRefreshCommand, UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import {
  ECSClient,
  PutAccountSettingDefaultCommand,
  PutClusterCapacityProvidersCommand,
  RunTaskCommand,
  UpdateCapacityProviderCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { assumedNames } from '../../../src/studies/advise/answer/aws-commands.js';
import { mergedChanges, stepText } from '../../../src/studies/advise/change-steps.js';
import { isWhatIf } from '../../../src/studies/advise/what-if.js';
import { changeLines, ideas, PLAIN, whatIf } from './scenarios.js';

/** The request of a command of the AWS CLI, by AWS's own client: it writes what AWS's model of the call has, and leaves out what it has not. */

type Value = string | number | boolean | { readonly [key: string]: Value } | readonly Value[];

const ASKED = new Error('asked');
const client = { region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'y' }, maxAttempts: 1 };
let body = '';
const requestHandler = {
  handle: async (request: { body?: unknown }) => {
    body = typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body as Uint8Array);
    throw ASKED;
  },
};
const ecs = new ECSClient({ ...client, requestHandler: requestHandler as never });
const autoScaling = new AutoScalingClient({ ...client, requestHandler: requestHandler as never });

// biome-ignore lint/suspicious/noExplicitAny: inputs are of as many types as there are calls; whether they fit is what is tested.
const CALLS: Readonly<Record<string, (input: any) => Promise<unknown>>> = {
  'ecs update-service': (input) => ecs.send(new UpdateServiceCommand(input)),
  'ecs run-task': (input) => ecs.send(new RunTaskCommand({ clientToken: 'x', ...input })),
  'ecs update-capacity-provider': (input) => ecs.send(new UpdateCapacityProviderCommand(input)),
  'ecs put-cluster-capacity-providers': (input) => ecs.send(new PutClusterCapacityProvidersCommand(input)),
  'ecs put-account-setting-default': (input) => ecs.send(new PutAccountSettingDefaultCommand(input)),
  'autoscaling update-auto-scaling-group': (input) => autoScaling.send(new UpdateAutoScalingGroupCommand(input)),
  'autoscaling start-instance-refresh': (input) => autoScaling.send(new StartInstanceRefreshCommand(input)),
};

/** Of a POSIX shell, with single quotes alone. */
function words(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|\\'|[^\s'\\])+/g)].map(([word]) => word.replace(/'([^']*)'|\\(')/g, '$1$2'));
}

/** JSON, or the short form a=1,b={c=d}. */
function valueIn(text: string): Value {
  if (/^[[{]/.test(text)) return JSON.parse(text);
  if (/^\d+$/.test(text)) return Number(text);
  if (!text.includes('=')) return text;
  const fields = text.match(/\w+=(?:\{[^}]*\}|[^,]*)/g)!;
  expect(fields.join(',')).toBe(text);
  return Object.fromEntries(
    fields.map((field) => {
      const [, key, value] = /^(\w+)=(.*)$/.exec(field)!;
      return [key, valueIn(value!.replace(/^\{(.*)\}$/, '$1'))];
    }),
  );
}

const LISTS = [
  'capacityProviders',
  'capacityProviderStrategy',
  'defaultCapacityProviderStrategy',
  'placementStrategy',
  'placementConstraints',
];

/** As the CLI names what a call takes: --min-size is minSize, and MinSize of EC2 Auto Scaling. */
function inputOf(service: string, options: readonly string[]): Record<string, Value> {
  const input: Record<string, Value> = {};
  const starts = options.flatMap((word, at) => (word.startsWith('--') ? [at] : []));
  for (const [i, start] of starts.entries()) {
    const camel = options[start]!.slice(2).replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
    const values = options.slice(start + 1, starts[i + 1]).map(valueIn);
    const isList = LISTS.includes(camel);
    const value = values.length === 0 ? true : isList ? values.flat() : values[0]!;
    expect(isList || values.length < 2, options.join(' ')).toBe(true);
    input[service === 'ecs' ? camel : `${camel[0]!.toUpperCase()}${camel.slice(1)}`] = value;
  }
  return input;
}

/** As the Query protocol has it: `A.B.member.1`. */
function flat(value: Value, path: readonly string[] = []): [string, string][] {
  if (typeof value !== 'object') return [[path.join('.'), String(value)]];
  const entries = Array.isArray(value)
    ? value.map((one, i): [string[], Value] => [['member', String(i + 1)], one])
    : Object.entries(value).map(([key, one]): [string[], Value] => [[key], one]);
  return entries.flatMap(([keys, one]) => flat(one, [...path, ...keys]));
}

async function holds(line: string): Promise<string> {
  const [aws, service, call, ...options] = words(line);
  const name = `${service} ${call}`;
  expect([aws, Object.keys(CALLS)]).toEqual(['aws', expect.arrayContaining([name])]);
  const input = inputOf(service!, options);
  await expect(CALLS[name]!(input)).rejects.toBe(ASKED);
  if (service === 'ecs') expect({ clientToken: 'x', ...JSON.parse(body) }).toEqual({ clientToken: 'x', ...input });
  else expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject(Object.fromEntries(flat(input)));
  return name;
}

const [workers] = PLAIN.cluster.capacityProviders;
const both = ['workers', 'spare'].map((capacityProvider) => ({ capacityProvider, weight: 1 }));
const LARGE = {
  ...PLAIN,
  cluster: {
    clusterName: 'shop',
    capacityProviders: [
      {
        ...workers,
        autoScalingGroup: {
          ...workers!.autoScalingGroup,
          autoScalingGroupName: "the shop's group",
          launchTemplate: { launchTemplateId: 'lt-0abc', version: 3 },
          mixedInstancesPolicy: {
            instancesDistribution: { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 50, spotMaxPrice: '0.05' },
          },
          newInstancesProtectedFromScaleIn: true,
        },
      },
      { ...workers, name: 'spare' },
    ],
  },
  services: PLAIN.services.map((service) => ({
    ...service,
    capacityProviderStrategy: both,
    placementConstraints: [{ type: 'distinctInstance' }],
  })),
  workloads: [
    { name: 'jobs', taskDefinition: 'web', arrivals: { type: 'poisson', rate: '2/h' }, runTime: '60s', capacityProviderStrategy: both },
  ],
};

describe('the commands of what-ifs', () => {
  it.each([
    ['a small cluster', PLAIN],
    ['all on Fargate', { ...PLAIN, services: PLAIN.services.slice(0, 1) }],
    ['names of AWS, Spot, protection, constraints and a workload', LARGE],
  ])('are calls that AWS has, with nothing that they do not take: %s', async (_, scenario) => {
    const lines = ideas(scenario).flatMap((idea) => (isWhatIf(idea) ? idea.change.map(stepText) : []));
    const commands = lines.filter((line) => !line.startsWith('# '));
    expect(commands.length).toBeGreaterThan(20);
    const called = new Set<string>();
    for (const line of commands) called.add(await holds(line));
    if (scenario === LARGE) expect([...called].sort()).toEqual(Object.keys(CALLS).sort());
  });

  it('say which names are guesses', () => {
    const commands = ['aws ecs update-service --cluster plain --service web', 'aws autoscaling x --auto-scaling-group-name workers'];
    const scenarioOf = (scenario: object) => scenario as never;
    expect(assumedNames(scenarioOf({ ...PLAIN, name: 'plain' }), commands)).toEqual([
      '# The scenario does not give these names, so check them: --cluster plain and --auto-scaling-group-name workers.',
    ]);
    expect(assumedNames(scenarioOf({ ...PLAIN, name: 'plain' }), ['aws ecs put-account-setting-default'])).toEqual([]);
    expect(assumedNames(scenarioOf(LARGE), ['aws ecs update-service --cluster shop'])).toEqual([]);
  });

  it('name the cluster, the group and its template as AWS does, and all of the mixed instances policy', () => {
    const policy = JSON.stringify({
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId: 'lt-0abc', Version: '3' },
        Overrides: [{ InstanceType: 'm5.large' }],
      },
      InstancesDistribution: {
        OnDemandBaseCapacity: 1,
        OnDemandPercentageAboveBaseCapacity: 0,
        OnDemandAllocationStrategy: 'prioritized',
        SpotMaxPrice: '0.05',
        SpotAllocationStrategy: 'lowest-price',
        SpotInstancePools: 2,
      },
    });
    expect(changeLines('spot-workers-100', LARGE)).toEqual([
      `aws autoscaling update-auto-scaling-group --auto-scaling-group-name 'the shop'\\''s group' --mixed-instances-policy '${policy}'`,
      `aws autoscaling start-instance-refresh --auto-scaling-group-name 'the shop'\\''s group' --preferences '{"ScaleInProtectedInstances":"Refresh"}'`,
    ]);
    expect(changeLines('fargate-spot', LARGE)).toContain(
      "aws ecs update-service --cluster shop --service web --capacity-provider-strategy capacityProvider=FARGATE_SPOT,weight=1,base=0 --placement-strategy '[]' --placement-constraints '[]' --force-new-deployment",
    );
  });

  it('of several what-ifs are one list that changes each thing once, and replaces instances before sizes come down', async () => {
    const steps = ['type-workers-m5.xlarge', 'binpack-memory', 'targetCapacity-workers-80', 'fargate-spot', 'spot-workers-100'].map(
      (id) => whatIf(id, LARGE).change,
    );
    const lines = mergedChanges(steps).map(stepText);
    const commands = lines.filter((line) => !line.startsWith('# '));
    for (const line of commands) await holds(line);
    const called = commands.map((line) => words(line).slice(0, 3).join(' '));
    const group = 'aws autoscaling update-auto-scaling-group';
    const refresh = 'aws autoscaling start-instance-refresh';
    expect(called.filter((call) => call === refresh)).toHaveLength(1);
    // The policy of the last step, then the refresh, then the size.
    expect(called.filter((call) => call === group)).toHaveLength(2);
    expect([called.indexOf(group) < called.indexOf(refresh), called.indexOf(refresh) < called.lastIndexOf(group)]).toEqual([true, true]);
    expect(commands[called.indexOf(group)]).toContain('"OnDemandPercentageAboveBaseCapacity":0');
    expect(commands[called.lastIndexOf(group)]).toContain('--max-size');
    // Fargate takes the place of the strategy that binpack had set for web, and leaves that of nothing else.
    const services = commands.filter((line) => line.includes('update-service'));
    expect(new Set(services.map((line) => /--service (\S+)/.exec(line)![1])).size).toBe(services.length);
    expect(services.find((line) => line.includes('--service web'))).toContain("--placement-strategy '[]'");
  });

  it('are detected', async () => {
    for (const wrong of [
      'aws ecs update-service --cluster c --service s --placement type=binpack,field=memory',
      'aws ecs update-service --cluster c --service s --placement-strategy type=binpack,fields=memory',
      'aws autoscaling update-auto-scaling-group --auto-scaling-group-name g --minimum-size 1',
      'aws ecs update-services --cluster c',
    ])
      await expect(holds(wrong), wrong).rejects.toThrow();
  });
});
