import { listOf } from '../plain.js';
import { field, textAt } from '../shaped.js';
import type { Building, Part } from './context.js';
import { smallestOf } from './present/registered.js';

/** Instance types that the catalogue does not have, as describe-instance-types tells them. */

export const USD_PER_VCPU_HOUR = 0.05;
/** What the system keeps, where no instance has registered: about what it keeps of 8 GiB. */
const REGISTERED_SHARE = 0.95;

/** In the words of the scenario. Its price is a guess, for EC2 does not tell it. */
export function answeredType({ estate }: Pick<Building, 'estate'>, name: string) {
  const described = estate.instanceTypes.find(({ value }) => textAt(value, 'instanceType') === name);
  if (described === undefined) return undefined;
  const { value, place } = described;
  const number = (block: string, key: string) => Number(textAt(field(value, block), key));
  const vcpus = number('vCpuInfo', 'defaultVCpus');
  const memoryMib =
    smallestOf(estate.containerInstances).get(name)?.memory ?? Math.floor(REGISTERED_SHARE * number('memoryInfo', 'sizeInMiB'));
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

/** Where nothing tells the price. */
export function guessedUsd(vcpus: number): number {
  return Math.round(vcpus * USD_PER_VCPU_HOUR * 1e4) / 1e4;
}
