/** One mistake in a service's definition: its path from the service on, and a sentence with the cause and the remedy. */
export interface ServiceProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** `warning`: legal, but probably not meant. Absent: an error. */
  readonly level?: 'warning';
}
