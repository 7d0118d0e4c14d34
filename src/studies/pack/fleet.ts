import { findInstanceType, suggestInstanceTypes } from '../../catalog/instance-types.js';
import { isMissing } from '../../catalog/missing.js';
import { onDemandPrice } from '../../catalog/prices.js';
import { registeredMemory } from '../../catalog/registered.js';
import { MILLI_PER_VCPU, type NodeColumns, type NodeRow, nodeColumns } from '../../workload/formats/columns.js';
import { NODES_MAX } from '../../workload/formats/nodes.js';
import type { OptionMistakes } from './option-mistakes.js';

/** The fleet in the terms of the command line: one of the three. */
export interface FleetArguments {
  readonly nodesFile: string | null;
  readonly machine: { readonly count: number; readonly vcpus: number; readonly memoryMib: number; readonly gpus: number } | null;
  /** `m5.4xlarge:100,p3.2xlarge:4` */
  readonly types: string | null;
  readonly region: string;
}

/** The image that determines the registered memory of catalogue instances: the default of a scenario. */
const AMI = 'al2023';

/** Builds the fleet of `--machines`: equal machines without a price. */
export function machinesOf({ count, vcpus, memoryMib, gpus }: NonNullable<FleetArguments['machine']>): NodeColumns {
  const node = { cpu: Math.round(vcpus * MILLI_PER_VCPU), memoryMib, gpus, model: '', usdPerHour: 0 };
  return nodeColumns(numbered('machine', count, node));
}

/** Builds the fleet of `--fleet`: instances of the catalogue, as they register with ECS. */
export function instancesOf(types: string, region: string, mistakes: OptionMistakes): NodeColumns {
  const rows: NodeRow[] = [];
  for (const entry of types.split(',').map((part) => part.trim())) {
    const match = /^([\w.-]+):(\d{1,7})$/.exec(entry);
    const count = Number(match?.[2]);
    if (match === null || count < 1 || count + rows.length > NODES_MAX)
      mistakes.add('fleet', `write a type and how many, up to ${NODES_MAX} in all, such as m5.4xlarge:100`, entry);
    else for (const row of instancesOfType(match[1], count, { region, mistakes })) rows.push(row);
  }
  return nodeColumns(rows);
}

function instancesOfType(name: string, count: number, { region, mistakes }: { region: string; mistakes: OptionMistakes }): NodeRow[] {
  const type = findInstanceType(name);
  if (type === undefined) {
    const near = suggestInstanceTypes(name);
    mistakes.add('fleet', `there is no such instance type${near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`}`, name);
    return [];
  }
  const memory = registeredMemory(type, AMI);
  const price = onDemandPrice(name, region);
  const instead = `describe it in a file for ${mistakes.named('nodes')}`;
  if (isMissing(memory)) mistakes.add('fleet', `the catalogue does not know what memory it registers; ${instead}`, name);
  if (isMissing(price)) mistakes.add('fleet', `the catalogue has no on-demand price of it in ${region}; ${instead}`, name);
  if (isMissing(memory) || isMissing(price)) return [];
  const cpu = type.vcpus * MILLI_PER_VCPU;
  const node = { cpu, memoryMib: memory.memoryMib, gpus: type.gpus, model: type.gpuModel ?? '', usdPerHour: price.usdPerHour };
  return numbered(name, count, node);
}

function numbered(name: string, count: number, node: Omit<NodeRow, 'name'>): NodeRow[] {
  return Array.from({ length: count }, (_, i) => ({ ...node, name: `${name}-${String(i + 1).padStart(String(count).length, '0')}` }));
}
