import { FARGATE_PROVIDER_NAMES, type FargateProvider } from './providers.js';

export const CPU_UNITS_PER_VCPU = 1_024;

/** vCPUs that may run at once in an account and Region, by FargateProvider; null for no limit. */
export type VcpuQuotas = readonly (number | null)[];

/** Quota of a new account (T.QUOTA-5). AWS raises it with use and on request. */
export const VCPU_QUOTAS_NEW_ACCOUNT: VcpuQuotas = FARGATE_PROVIDER_NAMES.map(() => 6);

/** Why Fargate refuses a task: permanently, because the task alone exceeds the quota, or while other tasks run. */
export type QuotaRefusal = 'cpuAboveLimit' | 'vcpusInUse';

/**
 * Returns why the provider's quota has no room for a task beside `usedCpuUnits` of running tasks; null when it has. A task counts from
 * receiving capacity until STOPPED.
 */
export function quotaRefusal(quotas: VcpuQuotas, provider: FargateProvider, usedCpuUnits: number, cpuUnits: number): QuotaRefusal | null {
  const vcpus = quotas[provider]!;
  if (vcpus === null) return null;
  if (cpuUnits > vcpus * CPU_UNITS_PER_VCPU) return 'cpuAboveLimit';
  return usedCpuUnits + cpuUnits > vcpus * CPU_UNITS_PER_VCPU ? 'vcpusInUse' : null;
}
