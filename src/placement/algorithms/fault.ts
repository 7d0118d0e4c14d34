/** An algorithm broke its contract in the middle of a run: it threw, gave a rank that is no number, or chose a GPU that cannot take the task. */
export class PolicyFault extends Error {
  override readonly name = 'PolicyFault';

  constructor(
    readonly policy: string,
    readonly task: string,
    /** What it did, as the end of a sentence: `returned the rank NaN`. */
    readonly reason: string,
  ) {
    super(`policy ${policy}, task ${task}: it ${reason}`);
  }
}
