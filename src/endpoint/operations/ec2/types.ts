import type { EC2 } from '@aws-sdk/client-ec2';
import { type CatalogType, findInstanceType, listInstanceTypes } from '../../../catalog/instance-types.js';
import { AwsError } from '../../aws-error.js';
import type { OperationsOf } from '../operation.js';
import { listsOf } from '../page.js';
import { type Filters, passes } from './filters.js';

const lists = listsOf('ec2', 100);

const FILTERS: Filters<CatalogType> = {
  'instance-type': ({ name }) => name,
  'bare-metal': ({ isBareMetal }) => String(isBareMetal),
  'current-generation': ({ isCurrentGeneration }) => String(isCurrentGeneration),
  'processor-info.supported-architecture': ({ architecture }) => architecture,
  'vcpu-info.default-vcpus': ({ vcpus }) => String(vcpus),
  'memory-info.size-in-mib': ({ nominalMemoryMib }) => String(nominalMemoryMib),
};

/** Reads of instance types, from the catalogue. */
export const TYPES = {
  DescribeInstanceTypes: lists(
    'InstanceTypes',
    ['InstanceTypes', 'Filters', 'DryRun', 'IncludeUnsupportedInRegion'],
    ({ InstanceTypes: names, Filters: filters = [] }) => {
      const named = names === undefined ? listInstanceTypes() : names.map(typeNamed);
      const found = named.filter((one) => passes(one, filters, FILTERS));
      return found.map(typeAnswer);
    },
  ),
} satisfies OperationsOf<EC2>;

function typeNamed(name: string): CatalogType {
  const found = findInstanceType(name);
  if (found === undefined) throw new AwsError('InvalidInstanceType', `The following supplied instance types do not exist: [${name}]`);
  return found;
}

function typeAnswer({
  name,
  vcpus,
  nominalMemoryMib,
  architecture,
  gpus,
  gpuModel,
  isBareMetal,
  isCurrentGeneration,
  eniTasks,
}: CatalogType): object {
  return {
    InstanceType: name,
    CurrentGeneration: isCurrentGeneration,
    BareMetal: isBareMetal,
    VCpuInfo: { DefaultVCpus: vcpus },
    MemoryInfo: { SizeInMiB: nominalMemoryMib },
    NetworkInfo: { MaximumNetworkInterfaces: eniTasks + 1 },
    ProcessorInfo: { SupportedArchitectures: [architecture] },
    ...(gpus === 0 ? {} : { GpuInfo: { Gpus: [{ Name: gpuModel ?? '', Manufacturer: 'NVIDIA', Count: gpus }] } }),
  };
}
