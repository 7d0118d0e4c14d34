import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { UNPLACED_REASONS, unplacedText } from '../../src/fargate/messages.js';
import { FargateProvider } from '../../src/fargate/providers.js';
import { quotaRefusal, VCPU_QUOTAS_NEW_ACCOUNT } from '../../src/fargate/quota.js';
import { limitOf, QUOTAS, type QuotaName, quotaProblem } from '../../src/services/rates/quotas.js';
import { Simulation } from '../../src/sim/simulation.js';

const { FARGATE, FARGATE_SPOT } = FargateProvider;

/** What is said at the limit and one above it. */
const around = (name: QuotaName) => [QUOTAS[name].limit, QUOTAS[name].limit + 1].map((count) => quotaProblem(name, count, 'aws'));

describe('quotas of a cluster', () => {
  it('[T.QUOTA-1] are 5,000 instances, 5,000 services, 20 capacity providers and 500 tasks in PROVISIONING', () => {
    expect(around('containerInstances')).toEqual([null, '5001 container instances: at most 5000 per cluster']);
    expect(around('services')).toEqual([null, '5001 services: at most 5000 per cluster']);
    expect(around('capacityProviders')).toEqual([null, '21 capacity providers: at most 20 per cluster']);
    expect(QUOTAS.clusters.limit).toBe(10_000);
  });

  it('[S.LIM-8] turn the 501st task in PROVISIONING away in the words of ECS', () => {
    expect(QUOTAS.provisioningTasks.limit).toBe(500);
    expect(around('provisioningTasks')).toEqual([
      null,
      'ClientException: Tasks provisioning capacity limit exceeded. (501 tasks in PROVISIONING: at most 500 per cluster)',
    ]);
  });
});

describe('quotas of a service', () => {
  it('[T.QUOTA-2] are 5,000 tasks, 1,000 with discovery, 5 target groups, 1 Classic Load Balancer, 100 services in a namespace', () => {
    expect(around('tasksPerService')).toEqual([
      null,
      'InvalidParameterException: Desired count exceeds limit. (5001 tasks: at most 5000 per service)',
    ]);
    expect(around('tasksPerDiscoveredService')[1]).toContain('at most 1000 per service with service discovery or Service Connect');
    expect(around('targetGroups')).toEqual([null, '6 target groups: at most 5 per service']);
    expect(around('classicLoadBalancers')).toEqual([null, '2 Classic Load Balancers: at most 1 per service']);
    expect(around('servicesPerNamespace')).toEqual([null, '101 services: at most 100 per namespace']);
  });
});

describe('calls', () => {
  it('[T.QUOTA-4, S.LIM-3] of RunTask start at most 10 tasks, and of StartTask name at most 10 instances', () => {
    expect(around('tasksPerRunTask')).toEqual([null, '11 tasks: at most 10 per RunTask call']);
    expect(around('instancesPerStartTask')).toEqual([null, '11 container instances: at most 10 per StartTask call']);
  });
});

describe('quotas of an account', () => {
  it('are lifted with none, all but those that a call has by its shape', () => {
    expect(quotaProblem('containerInstances', 1_000_000, 'none')).toBeNull();
    expect(quotaProblem('tasksPerRunTask', 11, 'none')).toBe('11 tasks: at most 10 per RunTask call');
  });

  it('are its own where it has its own, and those of AWS for the rest', () => {
    const own = { services: 6_000, provisioningTasks: null };
    expect(limitOf('services', own)).toBe(6_000);
    expect(limitOf('provisioningTasks', own)).toBeNull();
    expect(limitOf('containerInstances', own)).toBe(5_000);
  });

  it('[T.QUOTA-1] let a group with quotas: none launch 6,000 instances, all of which register', () => {
    const text = `
name: large
duration: 10m
quotas: none
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: workers
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 6000, maxSize: 6000, atStart: launched }
      autoScalingGroupProvider: { managedScaling: { status: DISABLED } }
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: nginx, cpu: 256, memory: 512 }] }]
services: [{ serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: 1 }]
`;
    const { setup, errors } = checkScenario(text, { file: 's.yaml', read: () => undefined });
    expect(errors).toBeUndefined();
    const simulation = new Simulation(setup!, { sources: [] });
    simulation.advance();
    const { fleet } = simulation.world;
    expect([fleet.count, fleet.isActive.subarray(0, fleet.count).reduce((sum, is) => sum + is, 0)]).toEqual([6_000, 6_000]);
  });
});

describe('vCPUs on Fargate', () => {
  const refusal = (used: number, cpuUnits: number, provider: FargateProvider = FARGATE) =>
    quotaRefusal(VCPU_QUOTAS_NEW_ACCOUNT, provider, used * 1_024, cpuUnits);

  it('[T.QUOTA-5] are 6 at once on FARGATE and 6 on FARGATE_SPOT in a new account', () => {
    expect(VCPU_QUOTAS_NEW_ACCOUNT).toEqual([6, 6]);
    expect(refusal(5, 1_024)).toBeNull(); // The sixth.
    expect(refusal(6, 256)).toBe('vcpusInUse');
    expect(refusal(6, 256, FARGATE_SPOT)).toBe('vcpusInUse');
    expect(refusal(5.75, 256)).toBeNull();
    expect(refusal(5.75, 512)).toBe('vcpusInUse'); // Half a vCPU into the last quarter.
  });

  it('[A.RT-1] are a setting, for AWS raises them, and none without quotas', () => {
    expect(quotaRefusal([4_000, 0], FARGATE, 3_999 * 1_024, 1_024)).toBeNull();
    expect(quotaRefusal([4_000, 0], FARGATE_SPOT, 0, 256)).toBe('cpuAboveLimit');
    expect(quotaRefusal([null, null], FARGATE, 1e9, 16_384)).toBeNull();
  });

  it('[T.MSG-5] refuse a task in the words of ECS: when others use them up, and for good when it alone needs more', () => {
    expect(refusal(0, 8_192)).toBe('cpuAboveLimit');
    expect(refusal(0, 4_096)).toBeNull();
    expect(quotaRefusal([4, 4], FARGATE, 0, 4_096)).toBeNull(); // Just as much.
    expect(unplacedText('web', 'vcpusInUse')).toBe(
      "(service web) was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.",
    );
    expect(unplacedText('web', 'cpuAboveLimit')).toMatch(/Reason: The requested CPU configuration is above your limit\.$/);
    expect(UNPLACED_REASONS.noCapacity).toBe(
      'Capacity is unavailable at this time. Please try again later or in a different availability zone',
    );
    expect(unplacedText('web', 'internalError')).toBe('(service web) was unable to place a task. Reason: Internal error.');
  });
});
