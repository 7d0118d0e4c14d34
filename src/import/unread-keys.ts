import type { Findings, Place } from './findings.js';
import { isBlock, keyLetters, listOf } from './plain-data.js';

/** Keys of the input without a part in the scenario: each is listed, none is dropped in silence. */

/** Keys that change no run, at any level; their values may be secret and are never shown. */
const WITHOUT_EFFECT = new Set(
  [
    // Of AWS: permissions, encryption, logs, and the inside of a container.
    'alternateTargetGroupArn clientToken command credentialSpecs dryRun versionDescription dockerLabels entryPoint environment environmentFiles executionRoleArn hookDetails iamInstanceProfile',
    'keyName kmsKeyId logConfiguration metadataOptions monitoring notificationMetadata productionListenerRule notificationTargetARN operator repositoryCredentials roleArn secretOptions',
    'metricAggregationType resourceLabel secrets securityGroupIds securityGroups serviceLinkedRoleARN serviceLinkedRole tags taskRoleArn tagSpecifications user vpcSecurityGroupIds workingDirectory',
    // Of Terraform: how it applies the plan.
    'forceDelete forceDeleteWarmPool forceNewDeployment ignoreFailedScalingActivities metricsGranularity namePrefix skipDestroy',
    'sigintRollback tagsAll timeouts track triggers updateDefaultVersion waitForCapacityTimeout waitForElbCapacity waitForSteadyState',
  ].flatMap((line) => line.split(' ').map(keyLetters)),
);

/** Keys that other code reads, names that such keys refer to, and keys of answers that no call takes. */
const READ_APART = new Set(
  [
    'alarmName autoScalingGroupARN capacityProviderArn dimensions namespace serviceArn status',
    'arn createdAt createdBy createdTime creationTime deregisteredAt id pendingCount registeredAt runningCount updatedAt',
  ].flatMap((line) => line.split(' ').map(keyLetters)),
);

/** Keys that cost money or change what fits, and what to do about them. */
const INSTEAD: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    blockDeviceMappings: 'the EBS volumes of instances are not billed; billing.items.rootVolume bills them',
    assignPublicIp: 'public IPv4 addresses are not billed; billing.items.publicIpv4 bills them',
    associatePublicIpAddress: 'public IPv4 addresses are not billed; billing.items.publicIpv4 bills them',
    cpuOptions: 'instances have all vCPUs of their type; define a type of your own under instanceTypes',
    creditSpecification: 'CPU credits are not simulated: instances always have their full speed, and no credits are billed',
    weightedCapacity: 'cluster auto scaling does not support instance weighting: each instance counts as one',
    capacityReservationSpecification: 'instances take open reservations of cluster.capacityReservations, and no others',
    placementTenancy: 'instances have the default tenancy, and its prices',
    suspendedProcesses: 'all processes of the group run',
  }).map(([key, message]) => [keyLetters(key), message]),
);

function lettersOf(path: string): string[] {
  return path.split('.').map(keyLetters);
}

export function isWithoutEffect(path: string): boolean {
  return lettersOf(path).some((step) => WITHOUT_EFFECT.has(step));
}

/** Terraform plans and describe-calls list every possible key, also empty ones. */
function isAbsent(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isAbsent);
  return value === undefined || value === null || value === '' || (isBlock(value) && Object.values(value).every(isAbsent));
}

export class UnreadKeys {
  private readonly unread: string[] = [];
  private readonly idle: string[] = [];

  /** Adds a key that a scenario does not have. */
  add(path: string, value: unknown): void {
    if (isAbsent(value) || READ_APART.has(lettersOf(path).at(-1)!)) return;
    const isOff = value === false || value === 'DISABLED';
    if (isWithoutEffect(path) || (isOff && Object.hasOwn(INSTEAD, lettersOf(path).at(-1)!))) this.idle.push(path);
    else this.unread.push(path);
  }

  /** Adds a key that a scenario may have, and that changes no run. */
  addIdle(path: string): void {
    if (!READ_APART.has(lettersOf(path).at(-1)!)) this.idle.push(path);
  }

  /** Adds the keys of a block other than these paths, such as `awsvpcConfiguration.subnets`. */
  addRest(block: unknown, place: Place, read: readonly string[]): void {
    this.rest(block, place.field, { above: '', read: read.map((path) => lettersOf(path).join('.')) });
  }

  private rest(block: unknown, field: string, { above, read }: { above: string; read: readonly string[] }): void {
    for (const [key, value] of Object.entries(isBlock(block) ? block : {})) {
      const [path, letters] = [`${field}.${key}`, above + keyLetters(key)];
      if (read.includes(letters)) continue;
      if (!read.some((one) => one.startsWith(`${letters}.`))) this.add(path, value);
      else for (const inner of listOf(value)) this.rest(inner, path, { above: `${letters}.`, read });
    }
  }

  get all(): readonly string[] {
    return [...this.unread, ...this.idle];
  }

  /** Reports the keys of a resource in one line of each kind. */
  report(place: Place, findings: Findings): void {
    const reasonOf = (path: string) => INSTEAD[lettersOf(path).at(-1)!];
    for (const path of this.unread) {
      const reason = reasonOf(path);
      if (reason !== undefined) findings.leftOut({ ...place, field: path }, reason);
    }
    const unexplained = this.unread.filter((path) => reasonOf(path) === undefined);
    const unread = namesIn(unexplained, place);
    const idle = namesIn(this.idle, place);
    if (unread !== '') findings.leftOut(place, `no part in a scenario: ${unread}`);
    if (idle !== '') findings.withoutEffect(place, idle);
  }
}

function namesIn(paths: readonly string[], { field }: Place): string {
  const names = paths.map((path) => (path.startsWith(`${field}.`) ? path.slice(field.length + 1) : path));
  return [...new Set(names.map((name) => name.replace(/\.\d+(?=\.|$)/g, '')))].join(', ');
}

/** Reports the keys of a block that are not read; for blocks that no schema converts. */
export function reportRest(block: unknown, read: readonly string[], { place, findings }: { place: Place; findings: Findings }): void {
  const unread = new UnreadKeys();
  unread.addRest(block, place, read);
  unread.report(place, findings);
}
