import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { imported } from '../import/imported.js';
import { predict } from './predict.js';

interface Sizes {
  readonly cpu?: number;
  readonly memory?: number;
  readonly memoryReservation?: number;
}

interface Task {
  readonly cpu?: number;
  readonly memory?: number;
}

/** A container instance with room for one task of `task`, which runs `containers`. */
function scenario(task: Task, containers: readonly Sizes[], settings = ''): string {
  const sizes = Object.entries(task).map(([key, value]) => `${key}: "${value}", `);
  const written = containers.map((sizesOf, i) => JSON.stringify({ name: `c${i}`, image: 'x', ...sizesOf }));
  return `
name: memory
duration: 10m
${settings}
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 1 }]
taskDefinitions:
  - { family: app, ${sizes.join('')}containerDefinitions: [${written.join(', ')}] }
services:
  - { serviceName: app, taskDefinition: app, desiredCount: 1, launchType: EC2 }
`;
}

/** The messages of the validator: `refused` empty where AWS takes the definition. */
function verdict(...given: Parameters<typeof scenario>) {
  const { errors = [], warnings } = checkScenario(scenario(...given), { file: 'scenario.yaml', read: () => undefined });
  return { refused: errors.map(({ message }) => message), warned: warnings.map(({ message }) => message) };
}

const soft = (memoryReservation: number): Sizes => ({ memoryReservation });
const hard = (memory: number): Sizes => ({ memory });
const MIB = { memory: 1024 };
const TAKEN = { refused: [], warned: [] };

/** Source: the two messages of RegisterTaskDefinition in pulumi/pulumi-awsx 188 and 1220; "greater than" takes equality. */
describe('memory of containers and of their task', () => {
  it('[N.MEMR-1, N.MEMR-2, N.T-MEMR-a] refuses a container above the task, and a sum of memoryReservation above it', () => {
    // 1,024 + 1,024 = 2,048 of hard limits under 1,024: AWS takes it, but the task's own limit comes first.
    expect(verdict(MIB, [hard(1024), hard(1024)])).toEqual({
      refused: [],
      warned: [
        "the containers' memory limits are 2048 MiB in all, more than the task's memory of 1024: when they use it, the task's limit ends a container before its own does",
      ],
    });
    expect(verdict(MIB, [hard(1025)]).refused).toEqual(["memory 1025 of container c0 is above the task's 1024 MiB; at most that is right"]);
    expect(verdict(MIB, [soft(512), soft(512)])).toEqual(TAKEN);
    expect(verdict(MIB, [soft(512), soft(513)]).refused).toEqual([
      "the containers have a memoryReservation of 1025 MiB in all, more than the task's memory of 1024; raise it to 1025 or lower theirs",
    ]);
    expect(verdict(MIB, [soft(512), hard(1024)])).toEqual(TAKEN); // The container with memory only adds nothing to the sum.
  });

  it('[N.MEMR-2, N.T-MEMR-b] reads the page to the letter with taskMemorySum: reserved', () => {
    const reserved = (...containers: Sizes[]) => verdict(MIB, containers, 'taskMemorySum: reserved').refused;
    expect(reserved(hard(1024), hard(1))).toEqual([
      "the containers reserve 1025 MiB in all, more than the task's memory of 1024; raise it to 1025 or lower theirs",
    ]);
    expect(reserved({ memory: 1024, memoryReservation: 512 }, hard(512))).toEqual([]); // 512 + 512
    expect(verdict(MIB, [hard(1024), hard(1)]).refused).toEqual([]);
  });

  it('[N.MEMR-3] takes memory equal to memoryReservation, not less', () => {
    expect(verdict({}, [{ memory: 512, memoryReservation: 512 }]).refused).toEqual([]);
    expect(verdict({}, [{ memory: 511, memoryReservation: 512 }]).refused).toHaveLength(1);
  });

  it('[N.MEMR-4, N.T-MEMR-c] refuses a sum of container cpu above that of the task, on EC2 too', () => {
    const cpu = (...units: number[]) =>
      verdict(
        { cpu: 256, memory: 512 },
        units.map((each) => ({ cpu: each })),
      ).refused;
    expect(cpu(128, 128)).toEqual([]);
    expect(cpu(128, 129)).toEqual([
      "the containers ask for 257 CPU units in all, more than the task's 256; raise it to 257 or lower theirs",
    ]);
  });

  it('[N.MEMR-5, N.T-MEMR-d] reserves the size of the task where it has one, else memoryReservation before memory', () => {
    const reserved = (task: Task, ...containers: Sizes[]) => {
      const { setup, simulation } = predict(scenario(task, containers), { until: 300 });
      const { fleet } = simulation.world;
      return setup.instanceTypes[setup.staticInstances[0]!.instanceType]!.memoryMib - fleet.memoryMibFree[0]!;
    };
    const both = { memory: 1024, memoryReservation: 512 };
    expect(reserved({ memory: 2048 }, both)).toBe(2048);
    expect(reserved({}, both, hard(512))).toBe(1024);
  });

  it('takes the definition of a Fargate task with a log router as the AWS CDK writes it', () => {
    // 206 + 50 = 256 CPU units; memoryReservation 50 <= 512, memory 512 <= 512.
    const definition = {
      family: 'app',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      containerDefinitions: [
        { name: 'app', image: 'nginx', cpu: 206, memory: 512, essential: true },
        {
          name: 'log_router',
          image: 'amazon/aws-for-fluent-bit',
          memoryReservation: 50,
          cpu: 50,
          firelensConfiguration: { type: 'fluentbit' },
          essential: true,
        },
      ],
    };
    const { scenario: found, leftOut } = imported({ taskDefinition: definition });
    expect(leftOut).toEqual([]);
    expect(found.taskDefinitions).toHaveLength(1);
  });
});
