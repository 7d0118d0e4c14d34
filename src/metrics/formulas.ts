/**
 * The metrics of AWS/ECS as ratios. Amounts are whole CPU units, MiB or GPUs, so that one product and one quotient are all that is ever rounded: the metric
 * stands to a whole threshold as the exact ratio does. NaN: CloudWatch gets no data point.
 */

/** Whether what an instance of this status has registered is in the denominator of a cluster's metrics (S.MET-1, T.MET-3). */
export function isInClusterMetrics(status: string): boolean {
  return status === 'ACTIVE' || status === 'DRAINING';
}

/**
 * CPUReservation, MemoryReservation and GPUReservation with what tasks reserve, CPUUtilization and MemoryUtilization with what they use
 * (T.MET-3, T.MET-4, T.MET-6). Tasks are those on container instances; for GPUs, instances without any are left out by adding nothing.
 */
export function clusterPercent(amount: number, registered: number, runningTasks: number): number {
  return runningTasks === 0 || registered === 0 ? Number.NaN : (100 * amount) / registered;
}

/**
 * CPUUtilization and MemoryUtilization of a service, on instances and on Fargate, by what its task definition specifies (S.MET-4, T.MET-7). Not capped:
 * only what the caller lets a task use is (S.MET-5). A definition that specifies nothing has no such metric.
 */
export function servicePercent(used: number, specifiedPerTask: number, runningTasks: number): number {
  return runningTasks === 0 || specifiedPerTask === 0 ? Number.NaN : (100 * used) / (specifiedPerTask * runningTasks);
}

/** As the guide prints it, cut to whole percents (S.MET-2). For reports: no alarm sees it. */
export function printedPercent(percent: number): number {
  return Math.floor(percent);
}
