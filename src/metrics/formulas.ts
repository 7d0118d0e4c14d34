/**
 * CPUReservation, MemoryReservation and GPUReservation of a cluster with what tasks reserve, CPUUtilization and MemoryUtilization with what they use, over what
 * its instances have registered (T.MET-3, T.MET-4, T.MET-6). Amounts are whole, so that one product and one quotient are all that is ever rounded.
 * Tasks are those on container instances. NaN: CloudWatch gets no data point (T.MET-2).
 */
export function clusterPercent(amount: number, registered: number, runningTasks: number): number {
  return runningTasks === 0 || registered === 0 ? Number.NaN : (100 * amount) / registered;
}
