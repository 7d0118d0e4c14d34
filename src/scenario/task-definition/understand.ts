import type { FargateSize, LaunchType, TaskDefinition } from './definition.js';
import { LAUNCH_TYPES } from './definition.js';

/** The interpretation of a task definition in lines, which `validate` prints. */
export function understandTaskDefinition(definition: TaskDefinition): string[] {
  const { family, revision, osFamily, architecture, fargate } = definition;
  const unnamed = fargate === null ? 'any architecture' : 'any architecture, x86_64 if on Fargate'; // T.TASK-14
  return [
    `${family}:${revision}, ${definition.containers.length} ${definition.containers.length === 1 ? 'container' : 'containers'}, ${osFamily} on ${architecture ?? unnamed}`,
    `reserves ${definition.cpuUnits} CPU units, ${definition.memoryMib} MiB${gpuText(definition)} on an instance`,
    ...definition.notes,
    networkLine(definition),
    ...definition.ports.map(
      ({ protocol, hostPort, container }) =>
        `holds ${protocol} port ${hostPort} of its instance (container ${container}): one such task per instance`,
    ),
    ...(definition.dynamicPorts > 0 ? [`host ports picked when it starts: ${definition.dynamicPorts}`] : []),
    ...LAUNCH_TYPES.flatMap((launchType) => launchTypeLines(definition, launchType)),
    fargateLine(fargate),
    `is killed ${definition.stopTimeoutSeconds} s after SIGTERM`,
    ...definition.placementConstraints.map(({ expression }) => `only on instances with ${expression}`),
    ...(definition.requiredAttributes.length > 0 ? [`needs the attributes ${definition.requiredAttributes.join(', ')}`] : []),
  ];
}

function gpuText({ gpus, gpuMilli }: TaskDefinition): string {
  if (gpuMilli > 0) return `, ${gpuMilli / 1000} of one GPU (drydockGpuShare, which ECS does not know)`;
  return gpus > 0 ? `, ${gpus} GPU` : '';
}

function networkLine({ networkMode, eni }: TaskDefinition): string {
  return eni === 1 ? 'networkMode awsvpc: 1 network interface of its own' : `networkMode ${networkMode}: no network interface of its own`;
}

function launchTypeLines(definition: TaskDefinition, launchType: LaunchType): string[] {
  const refusals = definition.refusals[launchType];
  if (refusals.length === 0) return [`can run on ${launchType}`];
  return [`cannot run on ${launchType}:`, ...refusals.map((problem) => `  ${problem.message}`)];
}

function fargateLine(fargate: FargateSize | null): string {
  if (fargate === null) return 'has no Fargate size';
  const platform = fargate.platformVersionMin === null ? '' : `, platform ${fargate.platformVersionMin} or later`;
  return `Fargate size ${fargate.cpuUnits / 1024} vCPU, ${fargate.memoryMib} MiB${platform}`;
}
