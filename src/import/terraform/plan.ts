import type { Findings, Place } from '../findings.js';
import { textAt } from '../in-scenario-shape.js';
import { reportNotSimulated, reportOthers } from '../not-simulated.js';
import { at, type Block, isBlock, listOf, shortText } from '../plain-data.js';
import type { ResourceInventory, ResourceKind } from '../resource-inventory.js';
import { isUnresolved } from '../unresolved.js';
import { filled, Modules, type Planned, shortAddress } from './references.js';
import { respelled } from './spelling.js';

/** Reads the output of `terraform show -json` for a plan or a state into the resource inventory. */

const KIND_OF: Readonly<Record<string, ResourceKind>> = {
  aws_ecs_cluster: 'clusters',
  aws_ecs_cluster_capacity_providers: 'clusterProviders',
  aws_ecs_capacity_provider: 'capacityProviders',
  aws_ecs_service: 'services',
  aws_ecs_task_definition: 'taskDefinitions',
  aws_autoscaling_group: 'autoScalingGroups',
  aws_launch_template: 'launchTemplates',
  aws_launch_configuration: 'launchConfigurations',
  aws_autoscaling_lifecycle_hook: 'lifecycleHooks',
  aws_autoscaling_policy: 'groupPolicies',
  aws_autoscaling_schedule: 'groupActions',
  aws_subnet: 'subnets',
  aws_ec2_capacity_reservation: 'capacityReservations',
  aws_lb_target_group: 'targetGroups',
  aws_alb_target_group: 'targetGroups',
  aws_appautoscaling_target: 'scalableTargets',
  aws_appautoscaling_policy: 'scalingPolicies',
  aws_appautoscaling_scheduled_action: 'scheduledActions',
  aws_cloudwatch_metric_alarm: 'alarms',
  aws_cloudwatch_event_rule: 'schedules',
  aws_cloudwatch_event_target: 'schedules',
  aws_scheduler_schedule: 'schedules',
};

/** Key with the name by which other resources refer to it. */
const NAME_KEY: Partial<Record<ResourceKind, string>> = { alarms: 'alarm_name', taskDefinitions: 'family' };
const MODULES_DEPTH_MAX = 30;

/** Reads the resources of a Terraform plan or state (`terraform show -json`) into the inventory. */
export function readPlan({ file, plan }: { file: string; plan: Block }, inventory: ResourceInventory, findings: Findings): void {
  const root = at(at(plan, 'planned_values') ?? at(plan, 'values'), 'root_module');
  const resources = [...resourcesIn(root, '', 0)];
  const modules = new Modules(at(at(plan, 'configuration'), 'root_module'), resources, { file, field: '' });
  const others = new Map<string, number>();
  const rules: Described[] = [];
  const targets: Described[] = [];
  for (const resource of resources) {
    const { type, address, values } = resource;
    const kind = Object.hasOwn(KIND_OF, type) ? KIND_OF[type]! : undefined;
    if (kind === undefined && reportNotSimulated({ type, name: shortAddress(address), place: { file, field: address } }, findings))
      continue;
    if (kind === undefined) {
      others.set(type, (others.get(type) ?? 0) + 1);
      continue;
    }
    const place = { file, field: address };
    const given = filled(values, modules.expressionsOf(resource), { modules, resource, place });
    const value = named(kind, respelled(type, given), resource);
    if (type === 'aws_cloudwatch_event_rule') rules.push({ place, value, id: address });
    else if (type === 'aws_cloudwatch_event_target') targets.push({ place, value, id: address });
    else inventory[kind].push({ place, value, id: address });
  }
  inventory.schedules.push(
    ...rules.map((rule) => ({ ...rule, value: { ...rule.value, targets: targets.filter(isOf(rule)).map(({ value }) => value) } })),
  );
  for (const target of targets)
    if (!rules.some((rule) => isOf(rule)(target)) && at(target.value, 'ecs_target') !== undefined)
      findings.leftOut(
        target.place,
        `is a target of the rule ${shortText(textAt(target.value, 'rule'))}, which is not in the input: give what describes it as well`,
      );
  reportOthers(others, { file, field: at(plan, 'planned_values') === undefined ? 'values' : 'planned_values' }, findings);
}

interface Described {
  readonly place: Place;
  readonly value: Block;
  readonly id: string;
}

function* resourcesIn(module: unknown, address: string, depth: number): Generator<Planned> {
  if (depth > MODULES_DEPTH_MAX) return;
  for (const resource of listOf(at(module, 'resources'))) {
    const [type, name, mode] = [at(resource, 'type'), at(resource, 'name'), at(resource, 'mode')];
    if (mode === 'data' || typeof type !== 'string' || typeof name !== 'string') continue;
    const values = at(resource, 'values');
    yield {
      address: String(at(resource, 'address') ?? `${type}.${name}`),
      type,
      name,
      module: address,
      values: isBlock(values) ? values : {},
    };
  }
  for (const child of listOf(at(module, 'child_modules'))) yield* resourcesIn(child, String(at(child, 'address') ?? ''), depth + 1);
}

/** A resource whose name AWS generates is named by its address. */
function named(kind: ResourceKind, value: Block, { address }: Planned): Block {
  const key = NAME_KEY[kind] ?? 'name';
  const named = at(value, key);
  const hasName = (typeof named === 'string' && named !== '') || isUnresolved(named);
  return hasName || ['subnets', 'clusterProviders', 'scalableTargets', 'capacityReservations'].includes(kind)
    ? value
    : { ...value, [key]: textAt(value, `${key}_prefix`) ?? shortAddress(address) };
}

/** Matches an EventBridge rule with its targets, which are separate resources. */
function isOf(rule: Described): (target: Described) => boolean {
  const names = [textAt(rule.value, 'name'), rule.id];
  return ({ value }) => names.includes(textAt(value, 'rule'));
}
