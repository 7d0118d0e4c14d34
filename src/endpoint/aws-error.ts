/** An error of an AWS API, with its code as a client sees it. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: 400 | 403 | 404 | 412 | 413 | 500 | 501 = 400,
  ) {
    super(message);
  }
}
