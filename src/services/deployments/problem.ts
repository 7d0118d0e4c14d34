/** One mistake in a service's definition: where it is, from the service on, and one sentence that says what is wrong and what would be right. */
export interface ServiceProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** `warning`: legal, but probably not meant. Absent: an error. */
  readonly level?: 'warning';
}
