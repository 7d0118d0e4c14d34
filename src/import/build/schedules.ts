import { listText } from '../../kernel/quantity-text.js';
import { workload as workloadSchema } from '../../scenario/work/schema.js';
import { under } from '../findings.js';
import { blockIn, field, shapedReporting, textAt } from '../in-scenario-shape.js';
import { asName, type Block, isBlock, listOf } from '../plain-data.js';
import type { DescribedResource } from '../resource-inventory.js';
import { UnreadKeys } from '../unread-keys.js';
import { isUnresolved, reportUnresolved } from '../unresolved.js';
import type { Building, Part } from './context.js';
import { definitionFor, type Known, referenceTo } from './definitions.js';
import { strategyItems } from './providers.js';
import { networkOf } from './services.js';

/** Converts EventBridge rules and schedules that start tasks. */

export const RUN_TIME = '5m';

/** Builds a workload of scheduled tasks for each target of an EventBridge schedule. */
export function buildSchedules(building: Building, definitions: readonly Known[]): void {
  const { inventory, findings } = building;
  for (const described of inventory.schedules) {
    const { place, value } = described;
    const targets = targetsIn(value);
    if (targets.length === 0) findings.leftOut(place, 'starts no tasks of ECS');
    else if (isDisabled(value)) findings.leftOut(place, 'is DISABLED: it starts no tasks until it is enabled');
    else {
      for (const target of targets) addTarget(building, described, { target, definitions });
      reportUnread(building, described, targets);
    }
  }
}

/** Older plans write `is_enabled` instead of `state`. */
function isDisabled(value: Block): boolean {
  return textAt(value, 'state') === 'DISABLED' || String(field(value, 'isEnabled')) === 'false';
}

/** Returns the targets that run tasks; a rule has several targets, a schedule one. */
function targetsIn(value: Block): Block[] {
  const targets = [...listOf(field(value, 'targets')), ...listOf(field(value, 'target'))];
  return targets.filter(isBlock).filter((target) => blockIn(field(target, 'ecsParameters', 'ecsTarget')) !== undefined);
}

function addTarget(
  building: Building,
  described: DescribedResource,
  { target, definitions }: { target: Block; definitions: readonly Known[] },
): void {
  const { scenario, findings, draft } = building;
  const { value, place } = described;
  const expression = field(value, 'scheduleExpression');
  if (isUnresolved(expression)) return reportUnresolved(expression, under(place, 'scheduleExpression'), findings);
  const type = /^(cron|rate)\(/.exec(String(expression ?? ''))?.[1];
  if (type === undefined)
    return findings.leftOut(
      place,
      expression === undefined
        ? 'starts tasks by events, not by the clock: write a workload for it'
        : `${String(expression)} happens once: write a workload for it`,
    );
  const parameters = blockIn(field(target, 'ecsParameters', 'ecsTarget'))!;
  const reference = textAt(parameters, 'taskDefinitionArn') ?? '';
  const known = definitionFor(definitions, reference);
  if (known === undefined) return findings.leftOut(place, `starts a task definition that is not in the input: ${reference || 'none'}`);
  const shape = shapedReporting(workloadSchema, whereIn(parameters), { place, findings }) as Part;
  const timezone = textAt(value, 'scheduleExpressionTimezone');
  const count = Number(textAt(parameters, 'taskCount') ?? 1);
  const strategy = strategyItems(shape.capacityProviderStrategy);
  const part: Part = {
    name: asName(
      `${textAt(value, 'name') ?? described.id ?? 'schedule'}${scenario.workloads.length === 0 ? '' : `-${scenario.workloads.length + 1}`}`,
    ),
    taskDefinition: referenceTo(known, definitions),
    ...(count > 1 ? { count } : {}),
    ...shape,
    ...networkOf(building, { value: parameters, place }, known),
    ...(strategy.length > 0 ? { capacityProviderStrategy: strategy } : {}),
    arrivals: {
      type,
      scheduleExpression: expression,
      ...(timezone === undefined || type === 'rate' ? {} : { scheduleExpressionTimezone: timezone }),
    },
    runTime: RUN_TIME,
  };
  scenario.workloads.push(part);
  draft.from(part, place);
  draft.remark(part, 'runTime', 'assumed: how long each of these tasks runs');
  findings.understood(place, `scheduled task ${String(part.name)}: ${String(expression)}`, part);
  findings.assumed(
    place,
    `each task of ${String(part.name)} runs ${RUN_TIME}: the input does not say how long`,
    `workloads.${String(part.name)}.runTime`,
  );
}

/** Names that EventBridge Scheduler and Terraform have for these keys. */
const ALSO_CALLED: Readonly<Record<string, readonly string[]>> = {
  capacityProviderStrategy: ['capacityProviderStrategies'],
  placementStrategy: ['placementStrategies', 'orderedPlacementStrategy'],
  placementConstraints: ['placementConstraint'],
};

const READ_OF_ECS = [
  ...['taskDefinitionArn', 'taskCount', 'launchType', 'platformVersion'],
  ...Object.entries(ALSO_CALLED).flat(2),
  ...['networkConfiguration.subnets', 'networkConfiguration.awsvpcConfiguration.subnets'],
];
const READ = ['name', 'id', 'rule', 'input', 'description', 'state', 'isEnabled', 'scheduleExpression', 'scheduleExpressionTimezone'];
const IDLE_OF_ECS = ['group', 'propagateTags', 'enableExecuteCommand', 'enableEcsManagedTags', 'tagList', 'referenceId'];

/** Lists what neither a rule nor its targets' workloads have, such as a start date. */
function reportUnread({ findings }: Building, { value, place }: DescribedResource, targets: readonly Block[]): void {
  const unread = new UnreadKeys();
  const paths = ['targets.', 'target.', ''].flatMap((above) => [
    ...READ.map((key) => `${above}${key}`),
    ...['ecsParameters', 'ecsTarget'].flatMap((ecs) => [...READ_OF_ECS, ...IDLE_OF_ECS].map((key) => `${above}${ecs}.${key}`)),
  ]);
  const isFixed = textAt(blockIn(field(value, 'flexibleTimeWindow')), 'mode') === 'OFF';
  unread.addRest(value, place, isFixed ? [...paths, 'flexibleTimeWindow'] : paths);
  for (const target of targets) {
    const ecs = blockIn(field(target, 'ecsParameters', 'ecsTarget'));
    for (const key of IDLE_OF_ECS) if (field(ecs, key) !== undefined) unread.addIdle(`${place.field}.${key}`);
    const input = field(target, 'input');
    const sizes = overriddenSizes(input);
    if (sizes.length > 0)
      findings.leftOut(place, `its input gives its tasks another ${listText(sizes)}: write a task definition with that size for it`);
    else if (input !== undefined) unread.addIdle(`${place.field}.input`);
  }
  unread.report(place, findings);
}

const SIZES = ['cpu', 'memory', 'memoryReservation', 'ephemeralStorage'];

/** The sizes in the overrides of RunTask that a target has as JSON text. */
function overriddenSizes(input: unknown): string[] {
  if (typeof input !== 'string') return [];
  let overrides: unknown;
  try {
    overrides = JSON.parse(input);
  } catch {
    return [];
  }
  const blocks = [overrides, ...listOf(field(overrides, 'containerOverrides'))];
  return SIZES.filter((key) => blocks.some((block) => field(block, key) !== undefined));
}

function whereIn(parameters: Block): Part {
  const keys = ['launchType', 'platformVersion', 'capacityProviderStrategy', 'placementStrategy', 'placementConstraints'];
  const found = keys.flatMap((key) => {
    const value = field(parameters, key, ...(ALSO_CALLED[key] ?? []));
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(found);
}
