import { type AwsBehaviour, type FargateProblem, type FargateTask, type FargateUse, systemOf, type Zone } from './task.js';

/** Regions with Fargate for Linux in early 2024 (C.FG-14); Windows lacks the last three. AWS has added Regions since. */
const FARGATE_REGIONS: readonly string[] =
  'us-east-1 us-east-2 us-west-1 us-west-2 af-south-1 ap-east-1 ap-south-1 ap-south-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2 ap-southeast-4 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-west-1 eu-west-2 eu-west-3 eu-south-1 eu-south-2 eu-north-1 sa-east-1 il-central-1 me-central-1 me-south-1 ap-southeast-3 us-gov-east-1 us-gov-west-1'.split(
    ' ',
  );
const WITHOUT_WINDOWS: readonly string[] = ['ap-southeast-3', 'us-gov-east-1', 'us-gov-west-1'];

/** Regions with Fargate in some zones only, by zone id (T.FG-9). */
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  'us-west-1': ['usw1-az1', 'usw1-az3'],
  'ap-northeast-1': ['apne1-az1', 'apne1-az2', 'apne1-az4'],
  'cn-north-1': ['cnn1-az1', 'cnn1-az2'],
};
const WINDOWS_ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  ...ONLY_IN,
  'us-east-1': ['use1-az1', 'use1-az2', 'use1-az4', 'use1-az5', 'use1-az6'],
  'ca-central-1': ['cac1-az1', 'cac1-az2'],
};
const WITHOUT_ARM64: readonly string[] = ['use1-az3'];
const WITHOUT_EBS: readonly string[] = ['use1-az3', 'euc1-az2'];

/** Returns the kind of zone according to its name; Outposts have the name of their parent zone. */
export function zoneKind(name: string): 'availability' | 'local' | 'wavelength' {
  if (/-wl\d+-/.test(name)) return 'wavelength'; // us-west-2-wl1-las-wlz-1
  return /-\d+-[a-z]{3}-\d+[a-z]$/.test(name) ? 'local' : 'availability'; // us-west-2-lax-1a
}

/**
 * Returns why a zone cannot run the task on Fargate; null when it can (C.FG-07, C.ARM-01, C.VOL-02). A service in such a zone receives
 * `internalError`.
 */
export function whyNotInZone(task: FargateTask, region: string, zone: Zone): { readonly rule: string; readonly why: string } | null {
  if (zone.kind !== 'availability')
    return { rule: 'C.FG-07', why: `has no Fargate: it is ${zone.kind === 'outpost' ? 'an Outpost' : `a ${zone.kind} zone`}` };
  if (zone.id === null) return null;
  const isWindows = systemOf(task.osFamily) === 'windows';
  const only = (isWindows ? WINDOWS_ONLY_IN : ONLY_IN)[region];
  if (only !== undefined && !only.includes(zone.id)) return { rule: 'T.FG-9', why: `has no Fargate${isWindows ? ' for Windows' : ''}` };
  if (task.architecture === 'arm64' && WITHOUT_ARM64.includes(zone.id)) return { rule: 'C.ARM-01', why: 'has no ARM64 on Fargate' };
  if (task.parameters.includes('managedEBSVolume') && WITHOUT_EBS.includes(zone.id))
    return { rule: 'C.VOL-02', why: 'attaches no EBS volumes on Fargate' };
  return null;
}

/** Returns the Regions and zones without Fargate for the task. A Region missing in the guide is refused only with `guide-2024`. */
export function placeProblems(task: FargateTask, { region, zones }: FargateUse, awsBehaviour: AwsBehaviour): FargateProblem[] {
  const isWindows = systemOf(task.osFamily) === 'windows';
  const lacksFargate = awsBehaviour === 'guide-2024' && !FARGATE_REGIONS.includes(region);
  if (lacksFargate || (isWindows && WITHOUT_WINDOWS.includes(region)))
    return [
      {
        rule: 'C.FG-14',
        parameter: 'region',
        what: `${region} has no Fargate${isWindows && !lacksFargate ? ' for Windows' : ''}`,
        remedy: 'choose another Region, or run the task on EC2',
      },
    ];
  return zones.flatMap((zone) => {
    const found = whyNotInZone(task, region, zone);
    if (found === null) return [];
    const remedy = 'name subnets in other zones only';
    return [{ rule: found.rule, parameter: 'subnets', what: `zone ${zone.name} ${found.why}`, remedy }];
  });
}
