import { FARGATE_PROVIDER_NAMES, type FargateProvider } from './providers.js';

export const CPU_UNITS_PER_VCPU = 1_024;

/** vCPUs that may run at once in an account and Region, by FargateProvider; null for no limit. */
export type VcpuQuotas = readonly (number | null)[];

/** T.QUOTA-5: of a new account. AWS raises them with use and on request, so yours may be higher. */
export const VCPU_QUOTAS_NEW_ACCOUNT: VcpuQuotas = FARGATE_PROVIDER_NAMES.map(() => 6);

/** Why Fargate does not take a task: for good, since the task alone asks for more than the quota, or as long as others run. */
export type QuotaRefusal = 'cpuAboveLimit' | 'vcpusInUse';

/**
 * Whether the quota of the provider leaves room for a task beside those that run with `usedCpuUnits` in all; null: it does. A task takes its part from the
 * moment that it gets capacity until it is STOPPED.
 */
export function quotaRefusal(quotas: VcpuQuotas, provider: FargateProvider, usedCpuUnits: number, cpuUnits: number): QuotaRefusal | null {
  const vcpus = quotas[provider]!;
  if (vcpus === null) return null;
  if (cpuUnits > vcpus * CPU_UNITS_PER_VCPU) return 'cpuAboveLimit';
  return usedCpuUnits + cpuUnits > vcpus * CPU_UNITS_PER_VCPU ? 'vcpusInUse' : null;
}
