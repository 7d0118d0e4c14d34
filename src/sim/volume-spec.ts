/** An EBS volume configured at launch. */
export interface VolumeSpec {
  /** Price of a month of 30 days: GiB, IOPS and throughput. */
  readonly usdPerMonth: number;
  /** deleteOnTermination is false: it stays after its task, to the end of the run. */
  readonly isKept: boolean;
}
