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

/** The error of ECS for a wrong input. */
export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

/** The error of Auto Scaling, of its alarms and of target groups for a wrong input. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
