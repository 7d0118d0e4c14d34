import { field, textAt } from '../in-scenario-shape.js';
import { listOf } from '../plain-data.js';
import type { Building, Part } from './context.js';
import { smallestOf } from './present/registered.js';

/** Adds instance types from describe-instance-types that the catalogue lacks. */

export const USD_PER_VCPU_HOUR = 0.05;
/** Share of memory that an instance registers, where none has registered yet: about that of an 8 GiB instance. */
const REGISTERED_SHARE = 0.95;

/** Returns the type in the scenario's shape. Its price is estimated, because EC2 does not return prices. */
export function answeredType({ inventory }: Pick<Building, 'inventory'>, name: string) {
  const described = inventory.instanceTypes.find(({ value }) => textAt(value, 'instanceType') === name);
  if (described === undefined) return undefined;
  const { value, place } = described;
  const number = (block: string, key: string) => Number(textAt(field(value, block), key));
  const vcpus = number('vCpuInfo', 'defaultVCpus');
  const memoryMib =
    smallestOf(inventory.containerInstances).get(name)?.memory ?? Math.floor(REGISTERED_SHARE * number('memoryInfo', 'sizeInMiB'));
  if (!(vcpus > 0 && memoryMib > 0)) return undefined;
  const interfaces = number('networkInfo', 'maximumNetworkInterfaces');
  const gpus = listOf(field(field(value, 'gpuInfo'), 'gpus')).filter((gpu) => /nvidia/i.test(textAt(gpu, 'manufacturer') ?? ''));
  const architectures = listOf(field(field(value, 'processorInfo'), 'supportedArchitectures'));
  const part: Part = {
    name,
    cpuUnits: vcpus * 1024,
    memoryMib,
    ...(interfaces > 0 ? { eniTasks: interfaces - 1 } : {}),
    gpus: gpus.reduce<number>((sum, gpu) => sum + (Number(textAt(gpu, 'count')) || 0), 0),
    architecture: architectures.includes('arm64') ? 'arm64' : 'x86_64',
    usdPerHour: guessedUsd(vcpus),
  };
  return { part, place };
}

/** Estimates a price, in USD per hour, for types without a known price. */
export function guessedUsd(vcpus: number): number {
  return Math.round(vcpus * USD_PER_VCPU_HOUR * 1e4) / 1e4;
}
