import { findInstanceType } from '../../catalog/instance-types.js';
import { Draft } from '../../import/build/draft.js';
import { PROVIDER_KINDS } from '../../sim/providers/kinds.js';
import type { Answers, ServiceAnswer } from './answer.js';
import type { Tasks } from './fields.js';
import { withExamples, withSections } from './sections.js';
import { firstVariants } from './variants.js';

/** Sizes of the group: what is there at the start, and the most. */
export interface GroupSize {
  readonly atStart: number;
  readonly most: number;
}

const PROVIDER = 'instances';

/** Returns the commented text of a scenario. */
export function scenarioText(answers: Answers, size: GroupSize): string {
  const draft = new Draft();
  const { name, duration, region } = answers;
  const root = {
    name,
    duration,
    seed: 1,
    region,
    cluster: clusterOf(answers, size, draft),
    taskDefinitions: answers.services.map((service) => definitionOf(service, answers)),
    services: answers.services.map((service) => serviceOf(service, draft)),
    variants: firstVariants(answers),
  };
  draft.remark(root.services[0]!, 'placementStrategy', STRATEGY_TEXT);
  const head = [
    'A scenario of Drydock, made by drydock init: adapt it to your cluster.',
    'To check it: drydock validate FILE. To run it: drydock run FILE.',
  ];
  return withExamples(withSections(draft.text(root, head)), root.services[0]!.taskDefinition);
}

function clusterOf({ instanceType, targetCapacity }: Answers, { atStart, most }: GroupSize, draft: Draft) {
  const accountSettings = { awsvpcTrunking: 'disabled' };
  const managedScaling = { status: 'ENABLED', targetCapacity };
  const group = { instanceTypes: [instanceType], minSize: 1, maxSize: most, desiredCapacity: atStart };
  const cluster = {
    accountSettings,
    capacityProviders: [
      {
        name: PROVIDER,
        autoScalingGroupProvider: { managedScaling, managedTerminationProtection: 'ENABLED' },
        autoScalingGroup: group,
      },
      // Every account has these, so listing them costs nothing.
      ...Object.values(PROVIDER_KINDS).flatMap(({ names }) => names),
    ],
    defaultCapacityProviderStrategy: [{ capacityProvider: PROVIDER, weight: 1 }],
  };
  draft.remark(cluster, 'accountSettings', trunkingText(instanceType));
  draft.remark(
    managedScaling,
    'targetCapacity',
    '100: no instance is kept empty. 80: one instance in five is kept empty, for tasks that come.',
  );
  draft.remark(group, 'desiredCapacity', 'At the start; the capacity provider changes it, between minSize and maxSize.');
  return cluster;
}

/** Returns the effect of a trunk on the type. */
function trunkingText(instanceType: string): string {
  const { eniTasks, trunkTasks } = findInstanceType(instanceType)!;
  const with_ = trunkTasks === null ? 'the type has no trunk' : `enabled: ${trunkTasks.tasks}`;
  return `How many tasks with a network interface of their own (awsvpc) an ${instanceType} takes: disabled: ${eniTasks}, ${with_}.`;
}

function definitionOf({ name, task }: ServiceAnswer, { instanceType, networkMode }: Answers) {
  if ('file' in task) return { file: task.file };
  const { architecture } = findInstanceType(instanceType)!;
  return {
    family: name,
    networkMode,
    cpu: task.cpu,
    memory: task.memory,
    ...(architecture === 'arm64' ? { runtimePlatform: { cpuArchitecture: 'ARM64' } } : {}),
    containerDefinitions: [{ name, image: `example/${name}:1` }],
  };
}

const STRATEGY_TEXT =
  'The default of the console, "AZ balanced spread". To pack tasks on few instances instead: [{ type: binpack, field: memory }]';

function serviceOf({ name, task, tasks }: ServiceAnswer, draft: Draft) {
  const service = {
    serviceName: name,
    taskDefinition: 'file' in task ? task.family : name,
    ...countOf(tasks),
    placementStrategy: [
      { type: 'spread', field: 'attribute:ecs.availability-zone' },
      { type: 'spread', field: 'instanceId' },
    ],
  };
  if (tasks.least !== tasks.most)
    draft.remark(service, 'desiredCountSchedule', 'The same each day: few tasks at night, most from 9:00 to 18:00.');
  return service;
}

/** Times at which a count changes over the day, each with its place between the least (0) and the most (1). */
const DAY: readonly (readonly [at: string, share: number])[] = [
  ['0h', 0],
  ['7h', 0.5],
  ['9h', 1],
  ['18h', 0.5],
  ['22h', 0],
];

function countOf({ least, most }: Tasks) {
  if (least === most) return { desiredCount: most };
  const entries = DAY.map(([at, share]) => ({ at, desiredCount: least + Math.round(share * (most - least)) }));
  return { desiredCountSchedule: { every: '24h', entries } };
}
