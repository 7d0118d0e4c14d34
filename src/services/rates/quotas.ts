/** A quota of ECS: the limited quantity, and its scope. */
export interface Quota {
  readonly limit: number;
  readonly what: string;
  readonly per: string;
  /** The error of ECS, null where its words are not known. */
  readonly error: string | null;
}

const quota = (limit: number, what: string, per: string, error: string | null = null): Quota => ({
  limit,
  what,
  per,
  error,
});

/**
 * Quotas of a new account ("Amazon ECS service quotas"; T.QUOTA-1, T.QUOTA-2, T.QUOTA-4). Rates are in launches.ts and api-calls.ts, vCPUs
 * with Fargate.
 */
export const QUOTAS = {
  clusters: quota(10_000, 'clusters', 'account'),
  containerInstances: quota(5_000, 'container instances', 'cluster'),
  services: quota(5_000, 'services', 'cluster'),
  capacityProviders: quota(20, 'capacity providers', 'cluster'),
  provisioningTasks: quota(500, 'tasks in PROVISIONING', 'cluster', 'ClientException: Tasks provisioning capacity limit exceeded.'),
  tasksPerService: quota(5_000, 'tasks', 'service', 'InvalidParameterException: Desired count exceeds limit.'),
  tasksPerDiscoveredService: quota(
    1_000,
    'tasks',
    'service with service discovery or Service Connect',
    'InvalidParameterException: Desired count exceeds limit.',
  ),
  targetGroups: quota(5, 'target groups', 'service'),
  classicLoadBalancers: quota(1, 'Classic Load Balancers', 'service'),
  servicesPerNamespace: quota(100, 'services', 'namespace'),
  tasksPerRunTask: quota(10, 'tasks', 'RunTask call'),
  instancesPerStartTask: quota(10, 'container instances', 'StartTask call'),
  containers: quota(10, 'containers', 'task definition'),
  subnets: quota(16, 'subnets', 'awsvpcConfiguration'),
  securityGroups: quota(5, 'security groups', 'awsvpcConfiguration'),
  placementConstraints: quota(10, 'placement constraints', 'task'),
  ebsVolumes: quota(1, 'EBS volumes', 'task'),
  hostPorts: quota(100, 'reserved host ports', 'container instance'),
} as const satisfies Record<string, Quota>;
export type QuotaName = keyof typeof QUOTAS;

/** Quotas of the account: `aws` for the values above, `none` for no limits, or own values with `aws` for the rest; null is no limit. */
export type QuotaSetting = 'aws' | 'none' | Readonly<Partial<Record<QuotaName, number | null>>>;

/** Returns the effective limit; null for none. Limits on the shape of a call (11 tasks) also apply with `none`. */
export function limitOf(name: QuotaName, setting: QuotaSetting): number | null {
  if (setting === 'none') return CALL_SHAPES.includes(name) ? QUOTAS[name].limit : null;
  const given = setting === 'aws' ? undefined : setting[name];
  return given === undefined ? QUOTAS[name].limit : given;
}

const CALL_SHAPES: readonly QuotaName[] = ['tasksPerRunTask', 'instancesPerStartTask', 'subnets', 'securityGroups', 'ebsVolumes'];

/** Returns why the count is refused: ECS's error where it is known, then the quota in words. Null: it is accepted. */
export function quotaProblem(name: QuotaName, count: number, setting: QuotaSetting): string | null {
  const limit = limitOf(name, setting);
  if (limit === null || count <= limit) return null;
  const { what, per, error } = QUOTAS[name];
  const inWords = `${count} ${what}: at most ${limit} per ${per}`;
  return error === null ? inWords : `${error} (${inWords})`;
}

/** Most tasks that one call of RunTask starts; also the batch of the service scheduler here. */
export const TASKS_PER_CALL = QUOTAS.tasksPerRunTask.limit;
