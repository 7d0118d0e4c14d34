import { type Findings, type Place, under } from '../findings.js';
import { reportNotSimulated, reportOthers } from '../not-simulated.js';
import { at, type Block, isBlock, nameIn, shortText } from '../plain-data.js';
import type { ResourceInventory, ResourceKind } from '../resource-inventory.js';
import { isUnresolved, shownText } from '../unresolved.js';
import type { Account, Parameters } from './parameters.js';
import { nameProperty } from './references.js';
import { type Resource, Stack } from './stack.js';

/** Reads CloudFormation templates, including those of CDK and Copilot, into the resource inventory. */

const KIND_OF: Readonly<Record<string, ResourceKind>> = {
  'AWS::ECS::Cluster': 'clusters',
  'AWS::ECS::ClusterCapacityProviderAssociations': 'clusterProviders',
  'AWS::ECS::CapacityProvider': 'capacityProviders',
  'AWS::ECS::Service': 'services',
  'AWS::ECS::TaskDefinition': 'taskDefinitions',
  'AWS::AutoScaling::AutoScalingGroup': 'autoScalingGroups',
  'AWS::AutoScaling::LaunchConfiguration': 'launchConfigurations',
  'AWS::AutoScaling::LifecycleHook': 'lifecycleHooks',
  'AWS::AutoScaling::WarmPool': 'warmPools',
  'AWS::AutoScaling::ScalingPolicy': 'groupPolicies',
  'AWS::AutoScaling::ScheduledAction': 'groupActions',
  'AWS::EC2::LaunchTemplate': 'launchTemplates',
  'AWS::EC2::Subnet': 'subnets',
  'AWS::EC2::CapacityReservation': 'capacityReservations',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'targetGroups',
  'AWS::ApplicationAutoScaling::ScalableTarget': 'scalableTargets',
  'AWS::ApplicationAutoScaling::ScalingPolicy': 'scalingPolicies',
  'AWS::CloudWatch::Alarm': 'alarms',
  'AWS::Events::Rule': 'schedules',
  'AWS::Scheduler::Schedule': 'schedules',
};

/** Kinds that matter only when another resource refers to them. */
const WHEN_USED: ReadonlySet<ResourceKind> = new Set<ResourceKind>([
  'launchTemplates',
  'launchConfigurations',
  'subnets',
  'targetGroups',
  'alarms',
]);

const NESTED = 'AWS::CloudFormation::Stack';
/** Bounds on the depth and the number of nested stacks, so that a template that contains itself terminates. */
const NESTED_DEPTH_MAX = 6;
const STACKS_MAX = 200;

export interface TemplateInput {
  readonly file: string;
  readonly template: Block;
  readonly stackName: string;
}

export interface TemplateOptions {
  readonly region: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly findings: Findings;
  readonly inventory: ResourceInventory;
  /** Returns the template of a nested stack as a tree; undefined when it is not available. */
  nested(url: string, from: string): { file: string; template: Block } | undefined;
}

export function isTemplate(value: unknown): value is Block {
  if (!isBlock(value)) return false;
  const resources = at(value, 'Resources');
  return (
    at(value, 'AWSTemplateFormatVersion') !== undefined ||
    (isBlock(resources) && Object.values(resources).some((one) => typeof at(one, 'Type') === 'string'))
  );
}

/** Adds the resources of the templates to the inventory. */
export function readTemplates(inputs: readonly TemplateInput[], options: TemplateOptions): void {
  const { parameters, findings, region } = options;
  const stacks: Stack[] = [];
  const exports = new Map<string, [Stack, string]>();
  const account: Account = {
    region,
    id: parameters.get('AWS::AccountId') ?? '123456789012',
    findings,
    exported: (name) => {
      const found = exports.get(name);
      return found?.[0].output(found[1]);
    },
  };
  const given: Parameters = { values: parameters, remedy: (name) => `give --parameter ${name}=VALUE` };
  const nestedIn = nesting(options, account);
  const stackOf = ({ file, template, stackName: name }: TemplateInput, prefix = '') =>
    new Stack({ file, template, name, given, account, prefix, nested: nestedIn(1) });
  for (const input of inputs) {
    reportTransforms(input.template, input.file, findings);
    stacks.push(stackOf(input));
  }
  const inner = new Set(stacks.flatMap((stack) => nestedFiles(stack)));
  inputs.forEach((input, i) => {
    const others = inputs.slice(0, i).filter(({ file }) => !inner.has(file));
    if (!inner.has(input.file) && others.some((other) => namesAlike(input, other))) stacks[i] = stackOf(input, `${input.stackName}.`);
  });
  for (const stack of stacks) for (const [name, output] of stack.exports()) exports.set(name, [stack, output]);
  reportUnknownParameters(inputs, options);
  for (const stack of stacks) if (!inner.has(stack.file)) collect(stack, options);
}

/** Logical ids are local to a template. When two templates share one, that of the second is prefixed with its stack's name. */
function namesAlike(one: TemplateInput, other: TemplateInput): boolean {
  const idsOf = ({ template }: TemplateInput) => {
    const resources = Object.entries((at(template, 'Resources') as Block | undefined) ?? {});
    return resources.filter(([, resource]) => Object.hasOwn(KIND_OF, String(at(resource, 'Type')))).map(([id]) => id);
  };
  const ids = new Set(idsOf(one));
  return idsOf(other).some((id) => ids.has(id));
}

function nesting(options: TemplateOptions, account: Account) {
  let count = 0;
  return function nestedAt(depth: number) {
    return (logicalId: string, parent: Stack): Stack | undefined => {
      const properties = parent.propertiesOf(logicalId);
      const url = shownText(at(properties, 'TemplateURL') ?? '');
      const found = depth > NESTED_DEPTH_MAX || ++count > STACKS_MAX ? undefined : options.nested(url, parent.file);
      if (found === undefined) return undefined;
      const passed = at(properties, 'Parameters');
      const values = new Map(Object.entries(isBlock(passed) ? passed : {}));
      const given: Parameters = { values, remedy: (name) => `the stack ${logicalId} of ${parent.file} does not pass ${name}` };
      const { file, template } = found;
      return new Stack({
        file,
        template,
        name: logicalId,
        given,
        account,
        prefix: `${parent.prefix}${logicalId}.`,
        nested: nestedAt(depth + 1),
      });
    };
  };
}

/** Returns the files of nested stacks, which are not stacks of their own even when given separately. */
function nestedFiles(stack: Stack): string[] {
  const nested = stack.resources((type) => (type === NESTED ? 'whenUsed' : 'never')).filter(({ type }) => type === NESTED);
  return nested.flatMap(({ logicalId }) => {
    const found = stack.nested(logicalId.slice(stack.prefix.length));
    return found === undefined ? [] : [found.file, ...nestedFiles(found)];
  });
}

function collect(stack: Stack, options: TemplateOptions): void {
  const { findings, inventory } = options;
  const others = new Map<string, number>();
  const matters = (type: string) => {
    if (type !== NESTED && !Object.hasOwn(KIND_OF, type)) return 'never';
    return type === NESTED || WHEN_USED.has(KIND_OF[type]!) ? 'whenUsed' : 'always';
  };
  for (const resource of stack.resources(matters)) {
    const { type } = resource;
    if (type === NESTED) collectNested(stack, resource, options);
    else if (Object.hasOwn(KIND_OF, type)) inventory[KIND_OF[type]!].push(describedResource(resource));
    else if (!reportNotSimulated({ type, name: resource.logicalId, place: ofResource(resource) }, findings))
      others.set(type, (others.get(type) ?? 0) + 1);
  }
  reportOthers(others, { file: stack.file, field: 'Resources' }, findings);
}

function ofResource({ place }: Resource): Place {
  return { ...place, field: place.field.replace(/\.Properties$/, '') };
}

function describedResource({ type, logicalId, place, properties }: Resource) {
  const key = nameProperty(type);
  const name = key === undefined ? undefined : at(properties, key);
  const value = key === undefined || name !== undefined ? properties : { ...properties, [key]: logicalId };
  return { place, value, id: logicalId };
}

function collectNested(stack: Stack, { logicalId, place, properties }: Resource, options: TemplateOptions): void {
  const nested = stack.nested(logicalId.slice(stack.prefix.length));
  if (nested !== undefined) return collect(nested, options);
  const url = at(properties, 'TemplateURL');
  const named = url === undefined ? 'none' : shortText(isUnresolved(url) ? url.text : nameIn(String(url)));
  // It may have services of the cluster.
  options.findings.lost(
    under(place, 'TemplateURL'),
    `the nested stack ${logicalId} is not at hand: put its template (${named}) beside this one, or give it as well`,
  );
}

/** Reports transforms: CloudFormation rewrites such a template, and the result is not known here. */
function reportTransforms(template: Block, file: string, findings: Findings): void {
  const given = at(template, 'Transform');
  for (const name of (Array.isArray(given) ? given : given === undefined ? [] : [given]).map((one) => String(at(one, 'Name') ?? one))) {
    const what = name.startsWith('AWS::Serverless') ? 'AWS SAM' : `the macro ${name}`;
    const remedy = "import what 'aws cloudformation get-template --template-stage Processed' gives";
    findings.leftOut({ file, field: 'Transform' }, `${what} rewrites the template in AWS, and is not applied here: ${remedy}`);
  }
  const resources = at(template, 'Resources');
  for (const key of Object.keys(isBlock(resources) ? resources : {}))
    if (key.startsWith('Fn::ForEach'))
      findings.leftOut({ file, field: `Resources.${key}` }, 'is expanded in AWS only: import the processed template');
}

function reportUnknownParameters(inputs: readonly TemplateInput[], { parameters, findings }: TemplateOptions): void {
  const names = new Set(inputs.flatMap(({ template }) => Object.keys((at(template, 'Parameters') as Block | undefined) ?? {})));
  for (const name of parameters.keys())
    if (!names.has(name) && !name.startsWith('AWS::'))
      findings.mistake(
        { file: `--parameter ${name}`, field: '' },
        `no template has such a parameter; there are ${[...names].join(', ') || 'none'}`,
      );
}
