import { type Place, under } from '../findings.js';
import { blockIn, field, textAt } from '../in-scenario-shape.js';
import { at, type Block, isBlock, shortText } from '../plain-data.js';
import type { DescribedResource } from '../resource-inventory.js';
import { reportRest } from '../unread-keys.js';
import { isUnresolved } from '../unresolved.js';
import type { Building } from './context.js';
import { findBy } from './lookup.js';

/** Launch data of the instances of a group. */
export type LaunchData = ReturnType<typeof dataOf>;

/** Returns the data of the launch template or configuration that a group names; undefined when the input lacks it. */
export function launchDataOf({ inventory, findings }: Building, { value, place }: DescribedResource): LaunchData | undefined {
  const configured = findBy(
    inventory.launchConfigurations,
    textAt(value, 'launchConfigurationName', 'launchConfiguration'),
    'launchConfigurationName',
    'name',
  );
  if (configured !== undefined) return dataOf(configured.value, configured.place, findings);
  const specification = specificationOf(value);
  if (specification === undefined) return undefined;
  const template = templateOf(inventory.launchTemplates, specification);
  if (template === undefined) {
    const name = textAt(specification, 'launchTemplateName', 'launchTemplateId', 'name', 'id');
    findings.leftOut(
      place,
      name === undefined ? 'it names no launch template' : `its launch template ${shortText(name)} is not in the input`,
    );
    return undefined;
  }
  const data = blockIn(field(template.value, 'launchTemplateData'));
  if (data !== undefined) reportRest(template.value, ['launchTemplateData', ...NAMED_BY], { place: template.place, findings });
  return dataOf(data ?? template.value, data === undefined ? template.place : under(template.place, 'launchTemplateData'), findings);
}

function specificationOf(group: Block): Block | undefined {
  const mixed = blockIn(field(blockIn(field(group, 'mixedInstancesPolicy')), 'launchTemplate'));
  return blockIn(field(group, 'launchTemplate')) ?? blockIn(field(mixed, 'launchTemplateSpecification'));
}

/** Returns AWS's names of a group and its launch template, for generated commands; the simulation ignores them. */
export function namesInAws({ value }: DescribedResource, provider: string): Block {
  if (textAt(value, 'autoScalingGroupARN') === undefined) return {};
  const group = textAt(value, 'autoScalingGroupName');
  const specification = specificationOf(value);
  const keys = ['launchTemplateId', 'launchTemplateName', 'version'];
  const template = keys.flatMap((key) => [[key, textAt(specification, key)] as const].filter(([, text]) => text !== undefined));
  return {
    ...(group === provider ? {} : { autoScalingGroupName: group }),
    ...(template.length === 0 ? {} : { launchTemplate: Object.fromEntries(template) }),
  };
}

/** API answers contain a template once per version. */
function templateOf(templates: readonly DescribedResource[], specification: Block): DescribedResource | undefined {
  const references = [textAt(specification, 'launchTemplateId', 'id'), textAt(specification, 'launchTemplateName', 'name')];
  const ids = ['launchTemplateId', 'launchTemplateName', 'id', 'name'];
  const first = references.map((reference) => findBy(templates, reference, ...ids)).find((found) => found !== undefined);
  if (first === undefined) return undefined;
  const versions = templates.filter(({ value }) =>
    ids.some((key) => textAt(value, key) !== undefined && textAt(value, key) === textAt(first.value, key)),
  );
  const requested = textAt(specification, 'version') ?? '$Default';
  const numberOf = ({ value }: DescribedResource) => Number(textAt(value, 'versionNumber') ?? 0);
  if (requested === '$Latest') return [...versions].sort((a, b) => numberOf(b) - numberOf(a))[0];
  const standard = versions.find(({ value }) => field(value, 'defaultVersion') === true);
  return versions.find((version) => String(numberOf(version)) === requested) ?? standard ?? first;
}

/** How launch templates and configurations are recognised. */
const NAMED_BY = [
  ...['launchTemplateId', 'launchTemplateName', 'launchConfigurationName', 'launchConfigurationARN', 'name', 'namePrefix'],
  ...['versionNumber', 'defaultVersion', 'latestVersion', 'createTime'],
];
const READ = [
  ...NAMED_BY,
  ...['instanceType', 'instanceRequirements', 'imageId', 'userData', 'userDataBase64', 'spotPrice'],
  ...['instanceMarketOptions.marketType', 'instanceMarketOptions.spotOptions.maxPrice'],
  ...['monitoring.enabled', 'instanceMonitoring.enabled', 'enableMonitoring'],
];

function dataOf(value: Block, place: Place, findings: Building['findings']) {
  const market = blockIn(field(value, 'instanceMarketOptions'));
  const spotPrice = textAt(value, 'spotPrice') ?? textAt(blockIn(field(market, 'spotOptions')), 'maxPrice');
  const script = userData(textAt(value, 'userData', 'userDataBase64') ?? '');
  const type = field(value, 'instanceType');
  // Templates write a boolean, the API a block.
  const isFlag = !isBlock(field(value, 'instanceMonitoring'));
  reportRest(value, isFlag ? [...READ, 'instanceMonitoring'] : READ, { place, findings });
  reportAgent(script, place, findings);
  return {
    place: under(place, 'instanceType'),
    instanceType: isUnresolved(type) ? type : type === undefined || type === '' ? undefined : String(type),
    requirements: blockIn(field(value, 'instanceRequirements')),
    isSpot: textAt(market, 'marketType') === 'spot' || (spotPrice !== undefined && spotPrice !== ''),
    spotMaxPrice: spotPrice === undefined || !/^\d+(\.\d+)?$/.test(spotPrice) ? undefined : spotPrice,
    drainsSpot: /ECS_ENABLE_SPOT_INSTANCE_DRAINING\W{1,3}true|enable-spot-instance-draining\s*=\s*"?true/i.test(script),
    checksWarmPools: /ECS_WARM_POOLS_CHECK\W{1,3}true/i.test(script),
    /** Detailed monitoring. */
    isDetailed:
      String(
        field(blockIn(field(value, 'monitoring', 'instanceMonitoring')), 'enabled') ??
          field(value, 'instanceMonitoring', 'enableMonitoring'),
      ) === 'true',
    attributes: attributesIn(script, place, findings),
    image: textAt(value, 'imageId', 'ami') ?? '',
  };
}

/** Settings of the container agent in user data that have their place in the scenario, or none in a simulation. */
const AGENT_READ = /^ECS_(CLUSTER|ENABLE_SPOT_INSTANCE_DRAINING|WARM_POOLS_CHECK|INSTANCE_ATTRIBUTES)$/;

function reportAgent(script: string, place: Place, findings: Building['findings']): void {
  const names = [...script.matchAll(/\b(ECS_[A-Z_]{3,60})\s*=/g)].map(([, name]) => name!).filter((name) => !AGENT_READ.test(name));
  if (names.length > 0)
    findings.leftOut(under(place, 'userData'), `settings of the container agent that are not simulated: ${[...new Set(names)].join(', ')}`);
}

/** Decodes user data, which is base64 in plans and API answers. */
function userData(text: string): string {
  if (text === '' || text.length > 200_000 || !/^[A-Za-z0-9+/=\s]+$/.test(text)) return text;
  try {
    return atob(text.replace(/\s/g, ''));
  } catch {
    return text;
  }
}

/** Returns the custom attributes that the script passes to the container agent. */
function attributesIn(script: string, place: Place, findings: Building['findings']): Record<string, string> {
  const text = /ECS_INSTANCE_ATTRIBUTES\s*=\s*['"]?(\{[^}]*\})/.exec(script)?.[1];
  if (text === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(text.replaceAll('\\"', '"'));
    const names = isBlock(parsed) ? Object.keys(parsed) : [];
    return Object.fromEntries(names.map((name) => [name, String(at(parsed, name))]));
  } catch {
    findings.leftOut(under(place, 'userData'), `ECS_INSTANCE_ATTRIBUTES is ${shortText(text)}, which is not understood`);
    return {};
  }
}

/** Returns the AMI family of an image, from its SSM parameter path or its name. */
export function amiOf(image: string): string | undefined {
  if (/bottlerocket/i.test(image)) return 'bottlerocket';
  if (/windows/i.test(image)) return 'windows';
  if (/amazon-linux-2023|al2023/i.test(image)) return 'al2023';
  if (/amazon-linux-2|amzn2|al2\b/i.test(image)) return 'al2';
  return /amazon-linux\//i.test(image) ? 'al1' : undefined;
}
