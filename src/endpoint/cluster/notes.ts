/** State of the APIs that a simulation does not have. */
export class Notes {
  /** Task definitions that were deregistered, as family:revision. */
  readonly deregistered = new Set<string>();
  /** Services that were deleted, with the simulated time. */
  readonly deleted = new Map<string, number>();
  /** By the number of a task: the member startedBy of the call that ran it. */
  readonly startedBy = new Map<number, string>();
}
