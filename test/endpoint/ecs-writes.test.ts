import { describe, expect, it } from 'vitest';
import { advance, inSession, WEB } from './session.js';

const ARN = 'arn:aws:ecs:us-east-1:111122223333';
const CONTAINER = { name: 'app', image: 'example/app:1', cpu: 256, memory: 256 };
const { session, ecs } = inSession(WEB, '10m');

const web = async () => (await ecs().describeServices({ services: ['web'] })).services![0]!;

describe('task definitions', () => {
  it('get the next revision of their family, and can be deregistered', async () => {
    const { taskDefinition } = await ecs().registerTaskDefinition({ family: 'web', containerDefinitions: [CONTAINER] });
    expect(taskDefinition).toMatchObject({ taskDefinitionArn: `${ARN}:task-definition/web:3`, revision: 3, status: 'ACTIVE' });
    expect((await ecs().describeTaskDefinition({ taskDefinition: 'web' })).taskDefinition!.revision).toBe(3);
    await ecs().deregisterTaskDefinition({ taskDefinition: 'web:3' });
    expect((await ecs().listTaskDefinitions({ familyPrefix: 'web', sort: 'DESC' })).taskDefinitionArns).toEqual([
      `${ARN}:task-definition/web:2`,
      `${ARN}:task-definition/web:1`,
    ]);
    expect((await ecs().listTaskDefinitionFamilies({})).families).toEqual(['web']);
    await expect(ecs().updateService({ service: 'web', taskDefinition: 'web:3' })).rejects.toMatchObject({ name: 'ClientException' });
  });

  it('are refused with the words of the scenario', async () => {
    const wrong = { family: 'big', containerDefinitions: [{ ...CONTAINER, memory: 128, memoryReservation: 256 }] };
    await expect(ecs().registerTaskDefinition(wrong)).rejects.toMatchObject({ message: expect.stringMatching(/memoryReservation/) });
    await expect(ecs().describeTaskDefinition({ taskDefinition: 'big' })).rejects.toMatchObject({
      message: 'Unable to describe task definition.',
    });
  });
});

describe('services', () => {
  // A task runs 10 s after it is requested, and is healthy 40 s later.
  it('are created, run, and are deleted', async () => {
    await ecs().registerTaskDefinition({ family: 'app', containerDefinitions: [CONTAINER] });
    const before = (await ecs().listTasks({})).taskArns;
    const { service } = await ecs().createService({ serviceName: 'app', taskDefinition: 'app', desiredCount: 2, launchType: 'EC2' });
    expect(service).toMatchObject({ status: 'ACTIVE', desiredCount: 2, runningCount: 0, taskDefinition: `${ARN}:task-definition/app:1` });
    expect(service!.deployments).toEqual([expect.objectContaining({ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' })]);
    // What was there is the same.
    expect((await ecs().listTasks({ serviceName: 'web' })).taskArns).toEqual(before);
    await advance(session(), '2m');
    const [app] = (await ecs().describeServices({ services: ['app'] })).services!;
    expect([app!.runningCount, app!.deployments![0]!.rolloutState]).toEqual([2, 'COMPLETED']);
    await expect(ecs().createService({ serviceName: 'app', taskDefinition: 'app', desiredCount: 2 })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(ecs().deleteService({ service: 'app' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect((await ecs().deleteService({ service: 'app', force: true })).service!.status).toBe('DRAINING');
    await advance(session(), '1m');
    expect((await ecs().describeServices({ services: ['app'] })).services![0]!.status).toBe('INACTIVE');
    expect((await ecs().listServices({})).serviceArns).toEqual([`${ARN}:service/default/web`]);
    await expect(ecs().updateService({ service: 'app', desiredCount: 1 })).rejects.toMatchObject({ name: 'ServiceNotActiveException' });
  });

  it('are deployed, and a bad deployment is rolled back by the breaker', async () => {
    await ecs().updateService({
      service: 'web',
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    });
    const bad = { ...CONTAINER, name: 'web', dockerLabels: { 'drydock.failureMode': '{"failedStarts":1}' } };
    await ecs().registerTaskDefinition({ family: 'web', containerDefinitions: [bad] });
    await ecs().updateService({ service: 'web', taskDefinition: 'web:3' });
    expect((await web()).deployments!.map(({ taskDefinition }) => taskDefinition!.slice(-1))).toEqual(['3', '1']);
    await advance(session(), '30m');
    const { deployments, taskDefinition, runningCount, events } = await web();
    expect([taskDefinition!.slice(-1), runningCount, deployments!.length]).toEqual(['1', 3, 1]);
    expect(events!.some(({ message }) => /rolling back to deployment/.test(message!))).toBe(true);
  });

  // 50 % of three, rounded up, stay; 100 % and no more are there. AWS balances no zones without room above 100 %.
  it('[N.EBS-1] get another EBS volume by a deployment', async () => {
    const volumes = [{ name: 'data', configuredAtLaunch: true }];
    await ecs().registerTaskDefinition({ family: 'disk', volumes, containerDefinitions: [CONTAINER] });
    const volumeOf = (sizeInGiB: number) => [
      { name: 'data', managedEBSVolume: { roleArn: 'arn:aws:iam::111122223333:role/ebs', sizeInGiB } },
    ];
    const disk = async () => (await ecs().describeServices({ services: ['disk'] })).services![0]!;
    const create = { serviceName: 'disk', taskDefinition: 'disk', desiredCount: 1, launchType: 'EC2' } as const;
    await ecs().createService({ ...create, volumeConfigurations: volumeOf(10) });
    await advance(session(), '3m');
    expect((await disk()).deployments).toHaveLength(1);
    const [before] = (await ecs().listTasks({ serviceName: 'disk' })).taskArns!;
    await ecs().updateService({ service: 'disk', volumeConfigurations: volumeOf(20) });
    expect((await disk()).deployments!.map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE']);
    await advance(session(), '5m');
    expect((await disk()).deployments).toHaveLength(1);
    expect((await ecs().listTasks({ serviceName: 'disk' })).taskArns).not.toContain(before);
    await expect(ecs().updateService({ service: 'disk', volumeConfigurations: volumeOf(0) })).rejects.toMatchObject({
      message: expect.stringMatching(/0 is no size of gp3: 1 to 16384 GiB/),
    });
  });

  it('take new settings from now on', async () => {
    const percents = { minimumHealthyPercent: 50, maximumPercent: 100 };
    await expect(ecs().updateService({ service: 'web', deploymentConfiguration: percents })).rejects.toMatchObject({
      message: expect.stringMatching(/^services.web.availabilityZoneRebalancing/),
    });
    await ecs().updateService({ service: 'web', deploymentConfiguration: percents, availabilityZoneRebalancing: 'DISABLED' });
    expect((await web()).deploymentConfiguration).toMatchObject(percents);
    await ecs().updateService({ service: 'web', forceNewDeployment: true });
    await advance(session(), '25s');
    expect((await ecs().listTasks({ serviceName: 'web', desiredStatus: 'STOPPED' })).taskArns).toHaveLength(1);
  });
});

describe('standalone tasks', () => {
  it('are run with an owner, stopped, and shown for an hour', async () => {
    const { tasks = [], failures } = await ecs().runTask({
      taskDefinition: 'web:1',
      count: 2,
      startedBy: 'me',
      group: 'batch',
      launchType: 'EC2',
    });
    expect(failures).toEqual([]);
    expect(tasks.map(({ lastStatus, startedBy, group }) => [lastStatus, startedBy, group])).toEqual([
      ['PENDING', 'me', 'batch'],
      ['PENDING', 'me', 'batch'],
    ]);
    await advance(session(), '1m');
    expect((await ecs().listTasks({ startedBy: 'me' })).taskArns).toHaveLength(2);
    const [first] = tasks;
    expect((await ecs().stopTask({ task: first!.taskArn })).task!.desiredStatus).toBe('STOPPED');
    await advance(session(), '1m');
    const [stopped] = (await ecs().describeTasks({ tasks: [first!.taskArn!] })).tasks!;
    expect(stopped).toMatchObject({ lastStatus: 'STOPPED', stopCode: 'UserInitiated' });
    expect((await ecs().listTasks({ desiredStatus: 'STOPPED' })).taskArns).toEqual([first!.taskArn]);
    await advance(session(), '61m');
    expect((await ecs().describeTasks({ tasks: [first!.taskArn!] })).failures).toEqual([{ arn: first!.taskArn, reason: 'MISSING' }]);
    await expect(ecs().stopTask({ task: 'nothing' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  // An m5.xlarge has 4,096 CPU units; two take eight tasks of 2,048 units less the three of 512: 2 × 2 = 4 have room at most, fewer with web there.
  it('that do not fit are reported as failures', async () => {
    await ecs().registerTaskDefinition({ family: 'big', containerDefinitions: [{ ...CONTAINER, cpu: 4096 }] });
    const { tasks, failures } = await ecs().runTask({ taskDefinition: 'big', launchType: 'EC2' });
    expect([tasks, failures]).toEqual([[], [{ reason: 'RESOURCE:CPU' }]]);
  });

  it('are started where they should be', async () => {
    const { containerInstanceArns = [] } = await ecs().listContainerInstances({});
    const { tasks = [] } = await ecs().startTask({ taskDefinition: 'web:1', containerInstances: [containerInstanceArns[1]!] });
    expect(tasks.map(({ containerInstanceArn }) => containerInstanceArn)).toEqual([containerInstanceArns[1]]);
  });
});

describe('container instances', () => {
  it('drain and come back, and are deregistered by force', async () => {
    const { containerInstanceArns = [] } = await ecs().listContainerInstances({});
    const [first] = containerInstanceArns;
    const statusOf = async () => (await ecs().describeContainerInstances({ containerInstances: [first!] })).containerInstances![0]!.status;
    const { containerInstances } = await ecs().updateContainerInstancesState({ containerInstances: [first!], status: 'DRAINING' });
    expect(containerInstances!.map(({ status }) => status)).toEqual(['DRAINING']);
    await advance(session(), '5m');
    expect((await ecs().listTasks({ containerInstance: first })).taskArns).toEqual([]);
    expect(await statusOf()).toBe('DRAINING');
    await ecs().updateContainerInstancesState({ containerInstances: [first!], status: 'ACTIVE' });
    expect(await statusOf()).toBe('ACTIVE');
    await expect(ecs().deregisterContainerInstance({ containerInstance: containerInstanceArns[1] })).rejects.toMatchObject({
      message: 'Found running tasks on the instance.',
    });
    await ecs().deregisterContainerInstance({ containerInstance: containerInstanceArns[1], force: true });
    expect((await ecs().listContainerInstances({})).containerInstanceArns).toEqual([first]);
  });
});

// Each setting begins an epoch of the session(), and a deployment is in the scenario of each.
describe('a service that a call created', () => {
  it('is deployed after settings have changed', async () => {
    await ecs().updateService({ service: 'web', deploymentConfiguration: { minimumHealthyPercent: 60 } });
    await ecs().createService({ serviceName: 'app', taskDefinition: 'web:1', desiredCount: 1, launchType: 'EC2' });
    await ecs().updateService({ service: 'web', deploymentConfiguration: { minimumHealthyPercent: 70 } });
    await ecs().updateService({ service: 'app', taskDefinition: 'web:2' });
    const { service } = await ecs().updateService({ service: 'app', forceNewDeployment: true });
    expect(service!.deployments![0]!.taskDefinition).toBe(`${ARN}:task-definition/web:2`);
  });
});
