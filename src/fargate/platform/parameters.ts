import { type FargateProblem, type FargateTask, systemOf } from './task.js';

/** Task definition parameters that Fargate refuses (C.FG-04, T.TASK-17). `gpu` stands for the GPU resource requirement. */
const REFUSED_PARAMETERS: readonly string[] = [
  'disableNetworking',
  'dnsSearchDomains',
  'dnsServers',
  'dockerSecurityOptions',
  'extraHosts',
  'gpu',
  'inferenceAccelerators',
  'ipcMode',
  'links',
  'placementConstraints',
  'privileged',
  'linuxParameters.devices',
  'linuxParameters.maxSwap',
  'linuxParameters.sharedMemorySize',
  'linuxParameters.swappiness',
  'linuxParameters.tmpfs',
  'dockerVolumeConfiguration',
];

/** Further parameters that Windows on Fargate refuses (C.FG-11): EFS, FSx, a proxy for App Mesh, FireLens, gMSA. */
const REFUSED_ON_WINDOWS: readonly string[] = [
  'efsVolumeConfiguration',
  'fsxWindowsFileServerVolumeConfiguration',
  'proxyConfiguration',
  'firelensConfiguration',
  'credentialSpecs',
];

/** Returns whether a Fargate rule concerns the parameter; others need not be listed. */
export function isRuled(parameter: string): boolean {
  return [...REFUSED_PARAMETERS, ...REFUSED_ON_WINDOWS, 'managedEBSVolume'].includes(parameter);
}

export function parameterProblems(task: FargateTask): FargateProblem[] {
  const isWindows = systemOf(task.osFamily) === 'windows';
  const refuse = (rule: string, refused: readonly string[], where: string) =>
    task.parameters
      .filter((parameter) => refused.includes(parameter))
      .map((parameter) => ({
        rule,
        parameter,
        what: `${parameter === 'gpu' ? 'a GPU' : parameter} is refused on ${where}`,
        remedy: 'leave it out, or run the task on EC2',
      }));
  return [
    ...refuse('C.FG-04', REFUSED_PARAMETERS, 'Fargate'),
    ...(isWindows ? refuse('C.FG-11', REFUSED_ON_WINDOWS, 'Fargate with Windows') : []),
    ...(isWindows ? refuse('C.VOL-02', ['managedEBSVolume'], 'Fargate with Windows') : []),
  ];
}
