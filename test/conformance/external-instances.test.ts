import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/placement/fit.js';
import { Fact } from '../../src/sim/facts.js';
import { changed, load, messages } from '../scenario/scenarios.js';
import { simulationOf } from '../sim/setups.js';

const BOX = 'instanceTypes: [{ name: box, cpuUnits: 4096, memoryMib: 8192, eniTasks: 3, usdPerHour: 9 }]';
const OUTSIDE = '{ instanceType: box, count: 1, launchType: EXTERNAL }';
const INSIDE = '{ instanceType: box, count: 1 }';
const withInstances = (instances: string, ...more: (readonly [string, string])[]) =>
  changed(['cluster:', `${BOX}\ncluster:\n  containerInstances: [${instances}]`], ...more);
const jobsOn = (launchType: string, definition = 'web'): [string, string] => [
  'taskDefinition: pods\n    launchType: EC2',
  `taskDefinition: ${definition}\n    launchType: ${launchType}`,
];

/** On which instances the tasks of the workload `jobs`, or of the service `web`, were placed, and why others were refused. */
function played(text: string, name: 'jobs' | 'web' = 'jobs'): { placed: number[]; refused: number[] } {
  const { simulation, recorder } = simulationOf(load(text).setup!);
  simulation.advance();
  const classes = recorder.of(Fact.taskClassDefined).filter(({ args: [, service] }) => (service === 0) === (name === 'web'));
  const mine = new Set(classes.map(({ args }) => args[0]));
  const tasks = new Set(recorder.of(Fact.taskRequested).flatMap(({ args: [task, taskClass] }) => (mine.has(taskClass) ? [task] : [])));
  const placed = recorder.of(Fact.taskPlaced).flatMap(({ args: [task, instance] }) => (tasks.has(task) ? [instance] : []));
  return { placed, refused: [...new Set(recorder.values(Fact.taskRefused, 'reason'))] };
}

describe('external instances', () => {
  it('[C.EXT-01, C.GEN-02] take tasks of launch type EXTERNAL and no others, and those go nowhere else', () => {
    expect(played(withInstances(`${OUTSIDE}, ${INSIDE}`, jobsOn('EXTERNAL')))).toEqual({ placed: Array(12).fill(0), refused: [] });
    expect(played(withInstances(`${OUTSIDE}, ${INSIDE}`, jobsOn('EC2'))).placed).not.toContain(0);
    const alone = withInstances(
      OUTSIDE,
      ['minSize: 1, maxSize: 1', 'minSize: 0, maxSize: 1'],
      ['desiredCount: 2', 'desiredCount: 0'],
      jobsOn('EC2'),
    );
    expect(played(alone)).toEqual({ placed: [], refused: [Refusal.attribute] });
  });

  it('[C.EXT-01, C.CAP-13] have no capacity provider and no zone, and the price of the scenario', () => {
    const text = withInstances(OUTSIDE.replace(' }', ', usdPerHour: 0.25 }'), jobsOn('EXTERNAL'));
    const setup = load(text).setup!;
    const { instanceType, zones } = setup.staticInstances[0]!;
    expect(setup.instanceTypes[instanceType]).toMatchObject({
      name: 'box (external, 0.25 USD/h)',
      usdPerHour: 0.25,
      eniTasks: 0,
      trunkSource: 'none',
    });
    expect(zones.map((zone) => setup.zones[zone])).toEqual(['external']);
    expect(setup.capacityProviders.flatMap((group) => group.zones.map((zone) => setup.zones[zone]))).not.toContain('external');
    expect(load(withInstances(OUTSIDE)).setup!.instanceTypes.find(({ name }) => name === 'box (external)')?.usdPerHour).toBe(0.01025);
    expect(messages(withInstances(OUTSIDE.replace(' }', ', availabilityZones: [us-east-1a] }'), jobsOn('EXTERNAL')))).toContain(
      'cluster.containerInstances.0.availabilityZones: is not for launchType: EXTERNAL: these instances are in no zone of AWS',
    );
    expect(messages(withInstances(INSIDE.replace(' }', ', usdPerHour: 1 }')))[0]).toContain('is for launchType: EXTERNAL');
  });

  it('[C.EXT-01, C.EXT-02] run no awsvpc task, and launch type EXTERNAL needs one of them', () => {
    expect(messages(withInstances(OUTSIDE, jobsOn('EXTERNAL', 'pods')))[0]).toMatch(
      /^workloads.jobs.taskDefinition: pods cannot run on external instances: .*awsvpc/,
    );
    expect(messages(changed(jobsOn('EXTERNAL')))).toEqual([
      'workloads.jobs.launchType: is EXTERNAL, and the cluster has no external instances: list some under cluster.containerInstances, with launchType: EXTERNAL',
    ]);
  });

  it('[C.EXT-03] have the attribute ecs.capability.external, and custom attributes for constraints', () => {
    const asking = (expression: string): [string, string] => [
      'arrivals: { type: constant',
      `placementConstraints: [{ type: memberOf, expression: "${expression}" }]\n    arrivals: { type: constant`,
    ];
    const named = OUTSIDE.replace(' }', ', attributes: { site: harbour } }');
    const at = (expression: string) => played(withInstances(`${OUTSIDE}, ${named}`, jobsOn('EXTERNAL'), asking(expression))).placed;
    expect(at('attribute:ecs.capability.external exists')).toHaveLength(12);
    expect(at('attribute:site == harbour')).toEqual(Array(12).fill(1));
    expect(at('attribute:ecs.instance-type exists')).toEqual([]);
    const { setup } = load(withInstances(OUTSIDE, jobsOn('EXTERNAL')));
    expect(setup!.staticInstances[0]!.traits.attributes).toHaveProperty(['ecs.capability.external'], null);
    expect(messages(withInstances(OUTSIDE.replace(' }', ', attributes: { ecs.capability.external: yes } }')))[0]).toContain(
      'ecs.capability.external',
    );
  });
});

describe('features of EC2 without effect on external instances', () => {
  it('[C.EXT-01] faults of the type terminate and failed status checks pass over them', () => {
    const isHit = (type: 'terminate' | 'instanceFailure', instances: string) => {
      const text = withInstances(instances, ['duration: 2h', `duration: 2h\nfaults: [{ type: ${type}, at: 1h, share: 1 }]`]);
      const { simulation, recorder } = simulationOf(load(text).setup!);
      simulation.advance();
      const hits = recorder.of(type === 'terminate' ? Fact.instanceTerminated : Fact.agentChanged).map(({ args }) => args[0]);
      expect(hits).toContain(1); // Of the group `spare`.
      return hits.includes(0);
    };
    for (const type of ['terminate', 'instanceFailure'] as const)
      expect([isHit(type, OUTSIDE), isHit(type, INSIDE)]).toEqual([false, true]);
  });

  it('[C.EXT-03] are not warned of the default spread over zones, which does not concern them', () => {
    const service = (rules: string): [string, string] => [
      'desiredCount: 2\n    capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]',
      `desiredCount: 2\n    launchType: EXTERNAL${rules}`,
    ];
    expect(messages(withInstances(OUTSIDE, service('')))).toEqual([]);
    const spread = '\n    placementStrategy: [{ type: spread, field: "attribute:ecs.availability-zone" }]';
    expect(messages(withInstances(OUTSIDE, service(spread)))).toEqual([
      'services.web.placementStrategy.0.field: decides nothing, because no instance of its capacity has the attribute ecs.availability-zone',
    ]);
  });
});

describe('tasks that the scheduler does not count, and its requests', () => {
  const web = (container: string, more = '') =>
    changed([
      'containerDefinitions: [{ name: web, image: nginx, cpu: 256, memory: 512 }] }',
      `${more}containerDefinitions: [{ name: web, image: nginx, cpu: 256, memory: 512${container} }] }`,
    ]);

  it('[C.NEU-01, C.NEU-02] Neuron chips: two tasks that name one land on the same instance, and the user is warned', () => {
    const device = (path: string) => `, linuxParameters: { devices: [{ hostPath: ${path}, containerPath: ${path} }] }`;
    const neuron = web(device('/dev/neuron0'));
    expect(messages(neuron)).toEqual([
      'taskDefinitions.web.containerDefinitions.web.linuxParameters.devices: /dev/neuron0 takes one task, and ECS does not count Neuron chips: it may place two tasks on one. Let no more tasks fit an instance than it has chips, by cpu, memory or distinctInstance',
    ]);
    expect(messages(web(device('/dev/fuse')))).toEqual([]);
    const onOne = neuron.replace('minSize: 0, maxSize: 10', 'minSize: 1, maxSize: 1').replaceAll('m5.large', 'inf1.xlarge'); // One chip.
    expect(played(onOne, 'web').placed).toEqual([0, 0]);
  });

  it('[T.STOR-6] the driver of a Docker volume: only an instance that has it takes the task', () => {
    const volume = (driver: string) => `volumes: [{ name: data, dockerVolumeConfiguration: { scope: shared, driver: ${driver} } }], `;
    const withDriver = (text: string, drivers: string) => text.replace('maxSize: 10 }', `maxSize: 10, volumeDrivers: [${drivers}] }`);
    const rexray = web('', volume('rexray/ebs')).replace('desiredCount: 2', 'desiredCount: 2\n    availabilityZoneRebalancing: DISABLED');
    expect(messages(rexray)).toEqual([
      'services.web.taskDefinition: web fits no empty instance of its capacity and will wait for ever: m5.large lacks the attribute ecs.capability.docker-plugin.rexray/ebs',
    ]);
    expect(messages(withDriver(rexray, 'rexray/ebs'))).toEqual([]);
    expect(messages(web('', volume('local')))).toEqual([]);
    expect(played(rexray, 'web').placed).toEqual([]);
    expect(played(withDriver(rexray, 'rexray/ebs'), 'web').placed).toHaveLength(2);
  });

  it('[C.AGT-03] images of Windows take so many times as long to pull', () => {
    const timings = (factor: string) => changed(['duration: 2h', `duration: 2h\ntimings: { imagePull: 10s${factor} }`]);
    expect(load(timings('')).setup!.timings.windowsPullFactor).toBe(5);
    const setup = load(timings(', windowsPullFactor: 3')).setup!;
    const pulls = (operatingSystem: 'linux' | 'windows') => {
      const instanceTypes = setup.instanceTypes.map((type) => ({ ...type, operatingSystem }));
      const taskDefinitions = setup.taskDefinitions.map((definition) => ({ ...definition, operatingSystem }));
      const { simulation, recorder } = simulationOf({ ...setup, instanceTypes, taskDefinitions });
      simulation.advance(1_800_000);
      return recorder.values(Fact.taskPending, 'pullMs')[0];
    };
    expect([pulls('linux'), pulls('windows')]).toEqual([10_000, 30_000]);
  });
});
