import { EXIT_BAD_INPUT, EXIT_FAILED, EXIT_INTERRUPTED, UserError } from '../run/failure.js';
import { type CallName, permissionOf } from './calls.js';

const DENIED = /^(AccessDenied(Exception)?|UnauthorizedOperation|NotAuthorized|OptInRequired)$/;
const NOT_KNOWN =
  /^(UnrecognizedClient(Exception)?|InvalidClientTokenId|InvalidSignature(Exception)?|SignatureDoesNotMatch|AuthFailure|ExpiredToken(Exception)?|InvalidAccessKeyId|IncompleteSignature(Exception)?|MissingAuthenticationToken(Exception)?|RequestExpired)$/;
const TOO_FAST =
  /^(Throttling(Exception)?|ThrottledException|RequestLimitExceeded|TooManyRequestsException|SlowDown|LimitExceededException)$/;
const NETWORK: Record<string, string> = {
  ECONNREFUSED: 'no server listens there',
  ENOTFOUND: 'there is no such host: is the region right, and is there a network?',
  EAI_AGAIN: 'its name cannot be looked up: is there a network?',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'it does not answer',
  TimeoutError: 'it does not answer',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no network',
};

export interface During {
  readonly call: CallName;
  readonly region: string;
  readonly endpoint?: string | undefined;
}

/** Returns whether a resource no longer exists: the cluster changes while it is read. */
export function isGone(error: unknown): boolean {
  return /\.NotFound$|^TargetGroupNotFound/.test((error as Error | null)?.name ?? '');
}

/** Converts a failed AWS call into a short UserError. Other errors are bugs and are thrown on. */
export function whyNot(error: unknown, during: During): UserError {
  const { name = '', message = '', code = '' } = (error ?? {}) as { name?: string; message?: string; code?: string };
  const { call, region, endpoint } = during;
  const action = permissionOf(call);
  const words = message.replace(/\s+/g, ' ').slice(0, 300);
  if (name === 'AbortError') return new UserError([`snapshot: stopped during ${call}`], EXIT_INTERRUPTED);
  if (/^CredentialsProviderError|^TokenProviderError/.test(name))
    return new UserError([
      `there are no credentials for AWS (${words}): set AWS_PROFILE or --profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`,
    ]);
  if (NOT_KNOWN.test(name))
    return new UserError([
      `AWS does not accept these credentials: ${words} (${name} at ${call}): are they of this partition and still valid, and is the clock right?`,
    ]);
  if (DENIED.test(name))
    return new UserError([`${action} is not allowed: ${words}`, 'docs/reference/snapshot-calls.md has the policy that a snapshot needs.']);
  if (name === 'ClusterNotFoundException')
    return new UserError([`--cluster: there is none of this name in ${region}: aws sts get-caller-identity shows the account`]);
  const place = endpoint ?? `${action.split(':')[0]} in ${region}`;
  if (TOO_FAST.test(name))
    return new UserError([`${place}: too many calls are made just now (${name} at ${call}): wait, and repeat the command`], EXIT_FAILED);
  const reason = NETWORK[code] ?? NETWORK[name];
  if (reason !== undefined) return new UserError([`${place}: ${reason} (at ${call})`], EXIT_FAILED);
  return new UserError(
    [`${place}: ${call} failed: ${words || name}${name === '' ? '' : ` (${name})`}`],
    isOurs(error) ? EXIT_BAD_INPUT : EXIT_FAILED,
  );
}

function isOurs(error: unknown): boolean {
  return (error as { $fault?: string } | null)?.$fault === 'client';
}
