/**
 * Cluster metrics: CPUReservation, MemoryReservation and GPUReservation from reserved amounts, CPUUtilization and MemoryUtilization from
 * used amounts, relative to the registered amounts of the instances (T.MET-3, T.MET-4, T.MET-6). Amounts are whole, so only one product and
 * one quotient round. Only tasks on container instances count. NaN: no data point (T.MET-2).
 */
export function clusterPercent(amount: number, registered: number, runningTasks: number): number {
  return runningTasks === 0 || registered === 0 ? Number.NaN : (100 * amount) / registered;
}
