import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { drydock } from '../cli/in-process.js';
import { mixedScenario } from '../studies/export/mixed-scenario.js';
import { advance, CREDENTIALS, clientOf, REGION, sessionOf } from './session.js';

const MINUTES = 60;
const cwd = mkdtempSync(join(tmpdir(), 'drydock-served-snapshot-'));
const env = {
  HOME: cwd,
  PATH: process.env.PATH,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
} as NodeJS.ProcessEnv;

async function printed(...words: string[]): Promise<string> {
  const { stdout, stderr, status } = await drydock(words, { cwd, env });
  expect({ stderr, status }, words.join(' ')).toMatchObject({ status: 0 });
  return stdout;
}

const snapshotOf = (address: string, out: string, ...more: string[]) =>
  printed('snapshot', '--cluster', 'default', '--region', REGION, '--endpoint', address, '--out', out, ...more);

// The chain of test/snapshot/chain.test.ts, with the endpoint in place of a server that answers the files of an export.
it('a cluster behind the endpoint is read by drydock snapshot, imported, and runs on to the same digest', async () => {
  const text = mixedScenario(1, MINUTES);
  writeFileSync(join(cwd, 'first.yaml'), stringify(text));
  const digest = /Digest of what follows: (\w+)/.exec(
    await printed('export', 'first.yaml', '--at', `${MINUTES}m`, '--out', 'exported', '--run-on'),
  )![1];
  const { at } = JSON.parse(readFileSync(join(cwd, 'exported/present.json'), 'utf8'));
  const session = await sessionOf(stringify(text));
  await advance(session, `${MINUTES}m`);
  await snapshotOf(session.address, 'snapshot', '--metrics', '1d');
  await session.close();
  await printed('import', 'snapshot', '--at', at, '--out', 'imported.yaml');
  const made = parse(readFileSync(join(cwd, 'imported.yaml'), 'utf8'));
  const { timings, serviceScheduler, scaler, spot, fargate, workloads, services } = text;
  const failing = (name: string) => (services.find(({ serviceName }) => serviceName === name) as { timeToFailure?: unknown }).timeToFailure;
  const whole = {
    ...made,
    ...{ duration: `${3 * MINUTES}m`, timings, serviceScheduler, scaler, spot, fargate },
    workloads: workloads.map((workload) => ({ ...workload, arrivals: { type: 'schedule', at: ['999h'] } })),
    services: made.services.map((service: { serviceName: string }) => {
      const timeToFailure = failing(service.serviceName);
      return timeToFailure === undefined ? service : { ...service, timeToFailure };
    }),
  };
  writeFileSync(join(cwd, 'second.yaml'), stringify(whole));
  await printed('run', 'second.yaml', '--out', 'run');
  const summary = JSON.parse(readFileSync(join(cwd, 'run/summary.json'), 'utf8'));
  expect(JSON.stringify(summary)).toContain(`"digest_of_what_follows":"${digest}"`);
});

it('a snapshot of the endpoint has its target groups with their delays, its reservations, and the policies and schedules of its groups', async () => {
  const targetGroups = [
    { name: 'front', loadBalancerType: 'network', deregistrationDelaySeconds: 17 },
    { name: 'inner', slowStartDurationSeconds: 60, healthCheckIntervalSeconds: 10 },
  ];
  const capacityReservations = [{ instanceType: 'm5.large', availabilityZone: 'us-east-1a', instanceCount: 3 }];
  const text = {
    ...{ name: 'shop', duration: '1d', startsAt: '2026-11-26T00:00:00Z' },
    cluster: {
      capacityProviders: [{ name: 'own', autoScalingGroup: { instanceTypes: ['m5.large'], minSize: 1, maxSize: 9 } }],
      capacityReservations,
    },
    taskDefinitions: [
      { family: 'web', networkMode: 'bridge', containerDefinitions: [{ name: 'web', image: 'nginx', cpu: 64, memory: 64 }] },
    ],
    targetGroups,
    services: [
      {
        ...{ serviceName: 'web', taskDefinition: 'web', desiredCount: 2, launchType: 'EC2' },
        loadBalancers: targetGroups.map(({ name }) => ({ targetGroupArn: name, containerName: 'web', containerPort: 80 })),
      },
    ],
  };
  const session = await sessionOf(stringify(text));
  const groups = new AutoScaling(clientOf(session));
  const AutoScalingGroupName = 'own';
  const tracking = { PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' as const }, TargetValue: 60 };
  const policy = { PolicyType: 'TargetTrackingScaling', TargetTrackingConfiguration: tracking };
  await groups.putScalingPolicy({ AutoScalingGroupName, PolicyName: 'busy', ...policy });
  await groups.putScheduledUpdateGroupAction({
    ...{ AutoScalingGroupName, ScheduledActionName: 'morning', MinSize: 4 },
    StartTime: new Date('2026-11-26T06:00:00Z'),
  });
  await advance(session, '10m');
  await snapshotOf(session.address, 'shop');
  await session.close();
  await printed('import', 'shop', '--at', '2026-11-26T00:10:00Z', '--out', 'shop.yaml');
  const made = parse(readFileSync(join(cwd, 'shop.yaml'), 'utf8'));
  expect(made.targetGroups).toEqual(targetGroups.map((group) => expect.objectContaining(group)));
  expect(made.cluster.capacityReservations).toEqual(capacityReservations);
  expect(made.cluster.capacityProviders[0].autoScalingGroup.scalingPolicies).toMatchObject([
    { policyName: 'busy', targetTrackingConfiguration: { targetValue: 60 } },
  ]);
  expect(made.faults).toContainEqual(expect.objectContaining({ minSize: 4 }));
});
