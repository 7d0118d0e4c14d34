import { describe, expect, it } from 'vitest';
import { advance, inSession, WEB } from './session.js';

describe('service deployments', () => {
  const { ecs, session } = inSession(WEB, '10m');
  const list = async () => (await ecs().listServiceDeployments({ service: 'web' })).serviceDeployments!;
  const described = async () => {
    const { serviceDeployments } = await ecs().describeServiceDeployments({
      serviceDeploymentArns: [(await list())[0]!.serviceDeploymentArn!],
    });
    return serviceDeployments![0]!;
  };
  const deploy = async () => {
    await ecs().updateService({ service: 'web', taskDefinition: 'web:2' });
    return (await list())[0]!.serviceDeploymentArn!;
  };

  it('are listed with the newest first, from the creation of the service on', async () => {
    expect((await list()).map(({ status }) => status)).toEqual(['SUCCESSFUL']);
    const arn = await deploy();
    expect(arn).toMatch(/^arn:aws:ecs:us-east-1:111122223333:service-deployment\/default\/web\/\d{19}$/);
    expect((await list()).map(({ status }) => status)).toEqual(['IN_PROGRESS', 'SUCCESSFUL']);
    expect(await described()).toMatchObject({
      status: 'IN_PROGRESS',
      sourceServiceRevisions: [{ requestedTaskCount: 0, runningTaskCount: 3 }],
      targetServiceRevision: { requestedTaskCount: 3, runningTaskCount: 0 },
      deploymentCircuitBreaker: { status: 'DISABLED' },
    });
    await advance(session(), '10m');
    expect(await described()).toMatchObject({
      status: 'SUCCESSFUL',
      targetServiceRevision: { requestedTaskCount: 3, runningTaskCount: 3 },
    });
    const { targetServiceRevision, startedAt } = await described();
    const { serviceRevisions } = await ecs().describeServiceRevisions({ serviceRevisionArns: [targetServiceRevision!.arn!] });
    expect(serviceRevisions).toMatchObject([{ taskDefinition: expect.stringMatching(/web:2$/), launchType: 'EC2' }]);
    expect((await ecs().listServiceDeployments({ service: 'web', status: ['IN_PROGRESS'] })).serviceDeployments).toEqual([]);
    expect((await ecs().listServiceDeployments({ service: 'web', createdAt: { before: startedAt } })).serviceDeployments).toHaveLength(1);
  });

  it('go back to the revision before when a user stops them', async () => {
    const arn = await deploy();
    await advance(session(), '11s');
    await ecs().stopServiceDeployment({ serviceDeploymentArn: arn });
    // It goes on to stop.
    expect(await ecs().stopServiceDeployment({ serviceDeploymentArn: arn })).toMatchObject({ serviceDeploymentArn: arn });
    await advance(session(), '10m');
    const { status, rollback, statusReason } = await described();
    expect([status, rollback!.serviceRevisionArn === (await list())[1]!.targetServiceRevisionArn]).toEqual(['ROLLBACK_SUCCESSFUL', true]);
    expect(statusReason).toMatch(/^StopServiceDeployment/);
    const { services } = await ecs().describeServices({ services: ['web'] });
    expect([services![0]!.taskDefinition, services![0]!.runningCount]).toEqual([expect.stringMatching(/web:1$/), 3]);
  });

  // A FAILED deployment starts nothing (S.CB-5): the tasks of both revisions stay.
  it('leave the service as it is when a user aborts them', async () => {
    const arn = await deploy();
    await advance(session(), '12s');
    await ecs().stopServiceDeployment({ serviceDeploymentArn: arn, stopType: 'ABORT' });
    await advance(session(), '10m');
    expect((await described()).status).toBe('STOPPED');
    const [service] = (await ecs().describeServices({ services: ['web'] })).services!;
    expect(service!.deployments!.find(({ status }) => status === 'PRIMARY')).toMatchObject({ rolloutState: 'FAILED' });
    expect((await ecs().listServiceDeployments({ service: 'web', status: ['STOPPED'] })).serviceDeployments).toHaveLength(1);
  });

  it('are refused with the errors of AWS', async () => {
    const arn = (await list())[0]!.serviceDeploymentArn!;
    const none = arn.replace(/\d{19}$/, '1'.repeat(19));
    await expect(ecs().stopServiceDeployment({ serviceDeploymentArn: arn })).rejects.toThrow(/SUCCESSFUL/);
    await expect(ecs().stopServiceDeployment({ serviceDeploymentArn: none })).rejects.toMatchObject({
      name: 'ServiceDeploymentNotFoundException',
    });
    expect((await ecs().describeServiceDeployments({ serviceDeploymentArns: [none] })).failures).toEqual([
      { arn: none, reason: 'MISSING' },
    ]);
  });
});
