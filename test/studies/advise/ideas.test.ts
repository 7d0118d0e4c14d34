import { describe, expect, it } from 'vitest';
import { findInstanceType } from '../../../src/catalog/instance-types.js';
import { stepText } from '../../../src/studies/advise/change-steps.js';
import { nextFamilies } from '../../../src/studies/advise/ideas/generations.js';
import { FINDING_KINDS } from '../../../src/studies/advise/result.js';
import { isWhatIf } from '../../../src/studies/advise/what-if.js';
import { changed, changeLines, ideas, notTried, PLAIN, whatIf } from './scenarios.js';

const idsOf = (kind: string, scenario: object = PLAIN) =>
  ideas(scenario).flatMap((idea) => (isWhatIf(idea) && idea.kind === kind ? [idea.id] : []));
const group = (id: string, scenario: object = PLAIN) => {
  const [provider] = changed(id, scenario).setup.capacityProviders;
  return provider!;
};
/** Its group as the scenario has it. */
const sizes = (id: string, scenario: object = PLAIN) =>
  (changed(id, scenario).scenario.cluster.capacityProviders[0] as { autoScalingGroup: object }).autoScalingGroup;
const withGroup = (over: object) => {
  const [workers] = PLAIN.cluster.capacityProviders;
  const autoScalingGroup = { ...workers!.autoScalingGroup, ...over };
  return { ...PLAIN, cluster: { ...PLAIN.cluster, capacityProviders: [{ ...workers, autoScalingGroup }] } };
};

describe('the what-ifs', () => {
  it('has every kind of the list, as a what-if or with the reason why not', () => {
    expect(new Set(ideas().map(({ kind }) => kind))).toEqual(new Set(FINDING_KINDS));
    expect(
      new Set(ideas({ ...PLAIN, cluster: { containerInstances: [{ instanceType: 'm5.large', count: 3 }] } }).map(({ kind }) => kind)),
    ).toEqual(new Set(FINDING_KINDS));
  });

  it('is a change that the scenario takes, each other than the scenario', () => {
    const texts = ideas().flatMap((idea) => (isWhatIf(idea) ? [changed(idea.id).canonicalScenario] : []));
    expect(texts.length).toBeGreaterThan(20);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('tries each other size of the family up to four times, and as many vCPUs in all', () => {
    expect(idsOf('type')).toEqual(['xlarge', '2xlarge'].map((size) => `type-workers-m5.${size}`));
    // 9 of 2 vCPUs are 18: five of 4, three of 8.
    expect(sizes('type-workers-m5.xlarge')).toMatchObject({ minSize: 1, maxSize: 5, desiredCapacity: 1 });
    expect(sizes('type-workers-m5.2xlarge')).toMatchObject({ minSize: 1, maxSize: 3 });
  });

  it('replaces before it makes a group of larger instances smaller, and leaves DesiredCapacity to ECS where that scales', () => {
    const update = 'aws autoscaling update-auto-scaling-group --auto-scaling-group-name workers';
    const policy = (type: string) =>
      `--mixed-instances-policy '{"LaunchTemplate":{"LaunchTemplateSpecification":{"LaunchTemplateName":"template-of-workers","Version":"$Default"},"Overrides":[{"InstanceType":"${type}"}]}}'`;
    const refresh = 'aws autoscaling start-instance-refresh --auto-scaling-group-name workers';
    expect(changeLines('type-workers-m5.xlarge')).toEqual([
      `${update} ${policy('m5.xlarge')}`,
      refresh,
      '# when the refresh is done:',
      `${update} --min-size 1 --max-size 5`,
    ]);
    const larger = withGroup({ instanceTypes: ['m5.2xlarge'] });
    expect(changeLines('type-workers-m5.xlarge', larger)).toEqual([`${update} ${policy('m5.xlarge')} --min-size 4 --max-size 18`, refresh]);
    const [workers] = PLAIN.cluster.capacityProviders;
    const fixed = { ...workers, autoScalingGroupProvider: { managedScaling: { status: 'DISABLED' } } };
    const alone = { ...PLAIN, cluster: { ...PLAIN.cluster, capacityProviders: [fixed] } };
    expect(changeLines('type-workers-m5.xlarge', alone).at(-1)).toBe(`${update} --min-size 1 --max-size 5 --desired-capacity 1`);
  });

  it('tries the next generation of every maker', () => {
    expect([nextFamilies('m5'), nextFamilies('m4'), nextFamilies('c5d'), nextFamilies('c9g')]).toEqual([
      ['m6a', 'm6g', 'm6i'],
      ['m5', 'm5a'],
      ['c6gd', 'c6id'],
      [],
    ]);
    expect(idsOf('generation')).toEqual(['m6a', 'm6g', 'm6i'].map((family) => `generation-workers-${family}.large`));
  });

  it('tries arm64 where no definition has an architecture, marks it, and changes all tasks that run there', () => {
    const graviton = whatIf('generation-workers-m6g.large');
    expect(graviton).toMatchObject({
      title: 'workers: m6g.large (if multi-arch)',
      onlyIf: 'the images are multi-architecture: check each with docker manifest inspect IMAGE',
    });
    expect(stepText(graviton.change[0]!)).toMatch(/^# only if all images are multi-architecture/);
    expect(changed('generation-workers-m6g.large').setup.taskDefinitions.map(({ architecture }) => architecture)).toEqual([
      'arm64',
      'arm64',
    ]);
    const of = (over: object) => notTried('generation', { ...PLAIN, ...over }).map(({ why }) => why);
    const [web, old] = PLAIN.taskDefinitions;
    expect(of({ taskDefinitions: [web, { ...old, runtimePlatform: { cpuArchitecture: 'X86_64' } }] })).toEqual([
      'm6g.large is arm64, and the task definition old sets runtimePlatform.cpuArchitecture to X86_64',
    ]);
    // A platform that names the system alone says nothing of the architecture, and keeps the system.
    const linux = { ...PLAIN, taskDefinitions: [web, { ...old, runtimePlatform: { operatingSystemFamily: 'LINUX' } }] };
    expect(whatIf('generation-workers-m6g.large', linux).set.map(({ value }) => value)).toContain(
      '{"operatingSystemFamily":"LINUX","cpuArchitecture":"ARM64"}',
    );
    const [workers] = PLAIN.cluster.capacityProviders;
    const both = ['workers', 'spare'].map((capacityProvider) => ({ capacityProvider, weight: 1 }));
    const cluster = { ...PLAIN.cluster, capacityProviders: [workers, { ...workers, name: 'spare' }] };
    const services = PLAIN.services.map((service) => ({ ...service, capacityProviderStrategy: both }));
    expect(of({ cluster, services })[0]).toBe('m6g.large is arm64, and web runs on other capacity as well, which is x86_64');
  });

  it('tries other current families that fit, the cheapest by the price of a task-hour, a few of each architecture', () => {
    const families = idsOf('family').map((id) => id.replace('family-workers-', ''));
    const architectures = families.map((name) => findInstanceType(name)!.architecture);
    expect([architectures.filter((one) => one === 'x86_64').length, architectures.filter((one) => one === 'arm64').length]).toEqual([4, 2]);
    // A type of half to twice the vCPUs, of the current generation, with neither local disks nor shared CPU, and of a family not tried elsewhere.
    for (const name of families) {
      expect([1, 2, 4]).toContain(findInstanceType(name)!.vcpus);
      expect(name).toMatch(/^(?!t)[a-z]+\d+[iag]?\./);
      expect(name).not.toMatch(/^m(5|6a|6g|6i)\./);
    }
    // Without a trunk a c6g.large takes two tasks of web by its interfaces, as an m5.large does, at 0.068 instead of 0.096.
    expect(families[0]).toBe('c6g.large');
    expect(notTried('family')).toEqual([
      {
        kind: 'family',
        title: expect.stringMatching(/^workers: \d+ other families$/),
        why: 'a task-hour on a full instance costs more there',
      },
    ]);
  });

  it('takes all types of a group on together, each once', () => {
    const mixed = withGroup({ instanceTypes: ['m5.large', 'm5a.large', 'c5.large'] });
    expect(idsOf('generation', mixed)).toContain('generation-workers-m6i.large+c6i.large');
    const overrides = [{ instanceType: 'm5.large' }, { instanceType: 'c5.large' }];
    const policy = withGroup({ instanceTypes: undefined, mixedInstancesPolicy: { launchTemplate: { overrides } } });
    const { scenario } = changed('generation-workers-m6a.large+c6a.large', policy);
    expect((scenario.cluster.capacityProviders[0] as { autoScalingGroup: object }).autoScalingGroup).toMatchObject({
      instanceTypes: ['m6a.large', 'c6a.large'],
    });
  });

  it('tries steps of target capacity and warm-up but those that are', () => {
    expect(idsOf('targetCapacity')).toEqual([100, 80, 70, 60].map((step) => `targetCapacity-workers-${step}`));
    expect(idsOf('warmUp')).toEqual([120, 180, 300].map((step) => `warmUp-workers-${step}`));
    expect(changeLines('targetCapacity-workers-80')).toEqual([
      "aws ecs update-capacity-provider --name workers --auto-scaling-group-provider 'managedScaling={status=ENABLED,targetCapacity=80,minimumScalingStepSize=1,maximumScalingStepSize=10000,instanceWarmupPeriod=60}'",
    ]);
  });

  it('tries shares of Spot by the strategy that AWS advises, or by that of the group', () => {
    expect(idsOf('spot')).toHaveLength(4);
    expect(group('spot-workers-75')).toMatchObject({
      split: { onDemandBase: 0, onDemandPercentAboveBase: 25 },
      allocation: { spot: 'price-capacity-optimized' },
    });
    const half = withGroup({
      mixedInstancesPolicy: { instancesDistribution: { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 50 } },
    });
    expect(idsOf('spot', half)).toEqual([25, 75, 100].map((percent) => `spot-workers-${percent}`));
    expect(group('spot-workers-100', half)).toMatchObject({
      split: { onDemandBase: 1, onDemandPercentAboveBase: 0 },
      allocation: { spot: 'lowest-price' },
    });
  });

  it('packs what is not packed so, in the words of update-service', () => {
    expect(whatIf('binpack-memory').set.map(({ path }) => path)).toEqual(['services.web.placementStrategy']);
    expect(changeLines('binpack-cpu')).toEqual([
      'aws ecs update-service --cluster plain --service web --placement-strategy type=binpack,field=cpu --force-new-deployment',
      'aws ecs update-service --cluster plain --service old --placement-strategy type=binpack,field=cpu --force-new-deployment',
    ]);
  });

  it('moves to Fargate what can run there, and takes the instances away when all can', () => {
    const { setup } = changed('fargate-spot');
    expect(setup.services[0]!.capacity).not.toEqual(setup.services[1]!.capacity);
    expect(notTried('fargate')[0]).toMatchObject({ title: 'old on Fargate', why: expect.stringContaining('cpu') });
    expect(group('fargate-on-demand').minSize).toBe(2);
    const alone = { ...PLAIN, services: PLAIN.services.slice(0, 1) };
    expect(sizes('fargate-on-demand', alone)).toMatchObject({ minSize: 0, desiredCapacity: 0 });
    expect(changeLines('fargate-on-demand', alone)[3]).toBe(
      "aws ecs update-service --cluster plain --service web --capacity-provider-strategy capacityProvider=FARGATE,weight=1,base=0 --placement-strategy '[]' --force-new-deployment",
    );
  });

  it('moves tasks of FARGATE to FARGATE_SPOT, also those that an earlier step moved there', () => {
    const alone = { ...PLAIN, services: PLAIN.services.slice(0, 1) };
    expect(idsOf('fargate', alone)).toEqual(['fargate-on-demand', 'fargate-spot']);
    const { scenario } = changed('fargate-on-demand', alone);
    const onFargate = { ...alone, cluster: scenario.cluster, quotas: scenario.quotas, services: scenario.services };
    expect(idsOf('fargate', onFargate)).toEqual(['fargate-spot']);
    expect(notTried('trunking', onFargate)).toMatchObject([{ why: 'no task on instances has the network mode awsvpc' }]);
    expect(whatIf('fargate-spot', onFargate).title).toBe('all tasks from FARGATE to FARGATE_SPOT');
    const { capacity } = changed('fargate-spot', onFargate).setup.services[0]!;
    expect(capacity).toMatchObject({ kind: 'strategy', items: [{ weight: 1 }] });
    expect(changeLines('fargate-spot', onFargate)[3]).toContain(
      '--capacity-provider-strategy capacityProvider=FARGATE_SPOT,weight=1,base=0',
    );
    // Nothing is left to move of tasks that are on Fargate Spot.
    const { cluster, services } = changed('fargate-spot', onFargate).scenario;
    expect(idsOf('fargate', { ...onFargate, cluster, services })).toEqual([]);
  });

  it('leaves the base that a user states on FARGATE there when the other tasks move to FARGATE_SPOT', () => {
    const strategy = [{ capacityProvider: 'FARGATE', base: 2, weight: 1 }];
    const [web] = PLAIN.services;
    const onFargate = {
      ...PLAIN,
      cluster: { capacityProviders: ['FARGATE'] },
      services: [
        { ...web, capacityProviderStrategy: strategy },
        { ...web, serviceName: 'api', launchType: 'FARGATE' },
      ],
    };
    expect(whatIf('fargate-spot', onFargate).title).toBe(
      'all tasks from FARGATE to FARGATE_SPOT but for the base on FARGATE (2 tasks of web)',
    );
    const { providers, services } = changed('fargate-spot', onFargate).setup;
    // Of the 4 tasks of web, 2 are the base; no weight adds to them. Of api all are on Spot.
    const strategies = services.map(({ capacity }) => (capacity.kind === 'strategy' ? capacity.items : []));
    expect(strategies.map((items) => items.map(({ provider, base, weight }) => [providers[provider]!.name, base, weight]))).toEqual([
      [
        ['FARGATE', 2, 0],
        ['FARGATE_SPOT', 0, 1],
      ],
      [['FARGATE_SPOT', 0, 1]],
    ]);
    const words = '--capacity-provider-strategy capacityProvider=FARGATE,weight=0,base=2 capacityProvider=FARGATE_SPOT,weight=1,base=0';
    expect(changeLines('fargate-spot', onFargate).filter((line) => line.includes('base=2'))).toEqual([expect.stringContaining(words)]);
  });

  it('leaves the base of the default strategy of the cluster on FARGATE, too', () => {
    const [web] = PLAIN.services;
    const cluster = {
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', base: 1, weight: 1 }],
    };
    const { title, set } = whatIf('fargate-spot', { ...PLAIN, cluster, services: [web] });
    expect(title).toBe('all tasks from FARGATE to FARGATE_SPOT but for the base on FARGATE (1 task of web)');
    expect(set.find(({ path }) => path.endsWith('web.capacityProviderStrategy'))?.value).toContain('"base":1');
  });

  it('tries trunking where tasks have interfaces, unless it is enabled', () => {
    expect(changeLines('trunking')[0]).toBe('aws ecs put-account-setting-default --name awsvpcTrunking --value enabled');
    expect(notTried('trunking', { ...PLAIN, services: PLAIN.services.slice(1) })).toMatchObject([
      { why: 'no task on instances has the network mode awsvpc' },
    ]);
    expect(notTried('trunking', { ...PLAIN, cluster: { ...PLAIN.cluster, accountSettings: { awsvpcTrunking: 'enabled' } } })).toMatchObject(
      [{ why: 'it is enabled' }],
    );
  });

  it('removes a provider whose tasks have another one, and names tasks without another', () => {
    const [workers] = PLAIN.cluster.capacityProviders;
    const both = [
      { capacityProvider: 'workers', weight: 1 },
      { capacityProvider: 'spare', weight: 1 },
    ];
    const two = {
      ...PLAIN,
      cluster: { capacityProviders: [workers, { ...workers, name: 'spare' }] },
      services: [
        { ...PLAIN.services[0], capacityProviderStrategy: both },
        { ...PLAIN.services[1], capacityProviderStrategy: both.slice(1) },
      ],
    };
    expect(idsOf('providers', two)).toEqual(['providers-workers']);
    expect(sizes('providers-workers', two)).toMatchObject({ minSize: 0, desiredCapacity: 0 });
    expect(notTried('providers', two)).toEqual([
      { kind: 'providers', title: 'without the capacity provider spare', why: 'old can run on no other' },
    ]);
  });
});
