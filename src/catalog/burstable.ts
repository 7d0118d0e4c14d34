/**
 * Baseline of a burstable type, as a percentage of each vCPU: the use that spends no CPU credits (Amazon EC2 User Guide,
 * "CPU credits and baseline utilization for burstable performance instances").
 */
const BASELINES: Readonly<Record<string, number>> = { nano: 5, micro: 10, small: 20, medium: 20, large: 30, xlarge: 40, '2xlarge': 40 };
/** The t2 family has one baseline for both vCPUs of its smaller sizes, and lower ones for its two largest. */
const OF_T2: Readonly<Record<string, number>> = { small: 20, xlarge: 22.5, '2xlarge': 16.875 };

/** Returns the CPU baseline of a burstable type in percent of its vCPUs; null for other types. */
export function baselinePercent(instanceType: string): number | null {
  const [family, size = ''] = instanceType.split('.');
  if (family === 't2') return OF_T2[size] ?? BASELINES[size] ?? null;
  return ['t3', 't3a', 't4g'].includes(family) ? (BASELINES[size] ?? null) : null;
}
