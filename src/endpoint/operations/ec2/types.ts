import type { DescribeInstanceTypesRequest } from '@aws-sdk/client-ec2';
import { type CatalogType, findInstanceType, listInstanceTypes } from '../../../catalog/instance-types.js';
import { AwsError } from '../../aws-error.js';
import { type Operations, reads } from '../operation.js';
import { pageOf } from '../page.js';

const RESULTS_DEFAULT = 100;

/** Reads of instance types, from the catalogue. */
export const TYPES: Operations = {
  DescribeInstanceTypes: reads<DescribeInstanceTypesRequest>(
    ['InstanceTypes', 'NextToken', 'MaxResults'],
    ({ InstanceTypes: names, NextToken: token, MaxResults: most = RESULTS_DEFAULT }) => {
      const found = names === undefined ? listInstanceTypes() : names.map(typeNamed);
      const { page, next } = pageOf(found, { token, most, code: 'InvalidParameterValue' });
      return { InstanceTypes: page.map(described), NextToken: next };
    },
  ),
};

function typeNamed(name: string): CatalogType {
  const found = findInstanceType(name);
  if (found === undefined) throw new AwsError('InvalidInstanceType', `The following supplied instance types do not exist: [${name}]`);
  return found;
}

function described({
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
