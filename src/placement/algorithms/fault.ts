/**
 * An algorithm broke its contract during a run: it threw, returned a rank that is no finite number, or chose a GPU that cannot take the
 * task.
 */
export class PolicyFault extends Error {
  override readonly name = 'PolicyFault';

  constructor(
    readonly policy: string,
    readonly task: string,
    /** Its action, as the end of a sentence: `returned the rank NaN`. */
    readonly reason: string,
  ) {
    super(`policy ${policy}, task ${task}: it ${reason}`);
  }
}
