import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { app, on, problems, side, text } from './containers.js';
import { predict } from './predict.js';

// Source: amazon-ecs-agent, agent/api/task/task.go and agent/engine/dependencygraph/graph.go; pages container-restart-policy and
// task_definition_parameters.

describe('time limits of the agent', () => {
  const secondsToStop = (timing: string, more = '') => {
    const schedule = ', desiredCountSchedule: { entries: [{ at: 10m, desiredCount: 0 }] }';
    const scenario = text({ containers: app(more), more: schedule, duration: '1h' });
    return predict(scenario.replace('containerStop: 0s', `containerStop: 100s${timing}`)).tasks[0]!.stopped! - 600;
  };

  it('[N.CTR-7] ECS_CONTAINER_STOP_TIMEOUT replaces the 30 s of a container without a stopTimeout', () => {
    expect(secondsToStop('')).toBe(30);
    expect(secondsToStop(', containerStopTimeout: 45s')).toBe(45);
    expect(secondsToStop(', containerStopTimeout: 45s', ', stopTimeout: 20')).toBe(20);
    expect(secondsToStop(', containerStopTimeout: 45s', ', restartPolicy: { enabled: true }')).toBe(45);
  });

  it('[N.CTR-9] a container that takes longer than 3 minutes to start is a failed start; ECS_CONTAINER_START_TIMEOUT moves that', () => {
    const slow = (timing: string, more = '') => {
      const scenario = text({ containers: app(more) }).replace('containerStart: 1s', `containerStart: 200s${timing}`);
      const { running, stopped, cause } = predict(scenario).tasks[0]!;
      return [running, stopped, cause];
    };
    expect(slow('')).toEqual([undefined, 180, 'failedToStart']);
    expect(slow(', containerStartTimeout: 45s')).toEqual([undefined, 45, 'failedToStart']);
    expect(slow(', containerStartTimeout: 200s')).toEqual([200, undefined, undefined]);
    expect(slow('', ', restartPolicy: { enabled: true }')).toEqual([undefined, 180, 'dependencyFailed']);
  });

  it('[N.CTR-7, N.CTR-9] refuses what the agent does not take', () => {
    const said = (timing: string) => {
      const scenario = text({ containers: app() }).replace('containerStop: 0s', `containerStop: 0s, ${timing}`);
      return checkScenario(scenario, { file: 'scenario.yaml', read: () => undefined }).errors?.map(({ path }) => path);
    };
    expect(said('containerStopTimeout: 900ms')).toEqual(['timings.containerStopTimeout']);
    expect(said('containerStartTimeout: 44s')).toEqual(['timings.containerStartTimeout']);
  });
});

describe('input that AWS refuses', () => {
  const fargate = (more: string) => {
    const scenario = text({ containers: `{ name: app, image: a ${more} }` })
      .replace('family: w,', 'family: w, cpu: "256", memory: "512",')
      .replace('networkMode: bridge', 'networkMode: awsvpc, requiresCompatibilities: [FARGATE]')
      .replace('launchType: EC2', 'launchType: FARGATE')
      .replace(/containerInstances: .*/, 'capacityProviders: [FARGATE]');
    return checkScenario(scenario, { file: 'scenario.yaml', read: () => undefined }).errors?.map(({ message }) => message) ?? [];
  };

  it('[N.T-CTR-j] timeouts outside 2 to 120 s on Fargate, and takes a long one on EC2', () => {
    expect(fargate(', stopTimeout: 121')).toEqual([expect.stringContaining('stopTimeout is 121; on Fargate 2 to 120 seconds')]);
    expect(fargate(', startTimeout: 1')).toEqual([expect.stringContaining('startTimeout is 1; on Fargate 2 to 120 seconds')]);
    expect(problems({ containers: app(', stopTimeout: 600') })).toEqual([]);
  });

  it('[N.T-CTR-j] restart policies out of range, and COMPLETE upon an essential container', () => {
    const policy = (more: string) => problems({ containers: app(`, restartPolicy: { enabled: true, ${more} }`) });
    for (const period of [59, 1_801])
      expect(policy(`restartAttemptPeriod: ${period}`)).toEqual([
        expect.stringContaining(`restartAttemptPeriod is ${period}; right are 60 to 1800`),
      ]);
    const codes = Array.from({ length: 51 }, (_, i) => i).join(', ');
    expect(policy(`ignoredExitCodes: [${codes}]`)).toEqual([expect.stringContaining('51 exit codes')]);
    expect(problems({ containers: `${app(on('side', 'COMPLETE'))}, ${side()}` })).toEqual([expect.stringContaining('essential')]);
  });

  it('[N.CTR-10] is a restart policy under guide-2024', () => {
    const containers = app(', restartPolicy: { enabled: true }');
    expect(problems({ containers, head: 'awsBehaviour: guide-2024' })).toEqual([
      expect.stringContaining('restartPolicy is newer than the edition in awsBehaviour'),
    ]);
  });

  it('[N.CTR-2] behaviour of a container that the task definition does not have', () => {
    expect(problems({ containers: app(), table: 'ap: { runTime: 5s }' })).toEqual([expect.stringContaining('did you mean app?')]);
  });
});

describe('depends-on-healthy', () => {
  it('[N.CTR-2] is RUNNING after the first passed check of its dependency, at 12 s', () => {
    const { tasks } = predict(`
name: depends-on-healthy
seed: 1
duration: 30m
timings: { instanceBoot: 60s, eniAttach: 2s, imagePull: 0s, containerStart: 1s, containerStop: 1s, eniDetach: 2s, warmStart: 30s, trunkAttach: 0s }
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 1 }]
taskDefinitions:
  - family: w
    networkMode: bridge
    containerDefinitions:
      - { name: app, image: a, cpu: 128, memory: 128, dependsOn: [{ containerName: side, condition: HEALTHY }] }
      - { name: side, image: b, cpu: 128, memory: 128, essential: true, healthCheck: { command: ["CMD-SHELL","x"], interval: 10, timeout: 5, retries: 3, startPeriod: 60 } }
services:
  - { serviceName: w, taskDefinition: w, desiredCount: 1, launchType: EC2 }
`);
    expect(tasks[0]!.running).toBe(12);
  });
});
