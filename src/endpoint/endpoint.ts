import { AwsError } from './aws-error.js';
import { type LiveCluster, RefusedEdit } from './cluster/live-cluster.js';
import type { Pace } from './cluster/pace.js';
import { type Context, isSet, type Operation } from './operations/operation.js';
import { OPERATIONS } from './operations/table.js';
import { mistakesIn, validationText } from './protocol/input-check.js';
import type { OperationModel, ServiceModel } from './protocol/models.js';

/** A call that changed the cluster, with the simulated time at which it came. */
export interface JournalEntry {
  readonly atMs: number;
  readonly service: string;
  readonly action: string;
  readonly input: unknown;
}

/** Answers calls on one simulated cluster, one after the other. */
export class Endpoint {
  private last: Promise<unknown> = Promise.resolve();
  private readonly logged = new Set<string>();
  private readonly tokens = new Tokens();

  /** `pace`: how time passes between calls; of a replay it is BY_STEP. */
  constructor(
    readonly cluster: LiveCluster,
    private readonly pace: Pace,
    private readonly sinks: { readonly log: (line: string) => void; readonly journal: (entry: JournalEntry) => void },
  ) {}

  /** Returns the output of a call; rejects with an AwsError. */
  call(service: ServiceModel, operation: OperationModel, input: unknown): Promise<unknown> {
    return this.inTurn(() => this.answer(service, operation, input));
  }

  /** Runs a function between two calls, when no call changes the cluster. */
  inTurn<T>(deed: () => Promise<T>): Promise<T> {
    const done = this.last.then(deed);
    this.last = done.catch(() => {});
    return done;
  }

  private async answer(service: ServiceModel, { name: action, input: schema, valuesOf }: OperationModel, given: unknown): Promise<unknown> {
    const input = withoutNulls(given);
    const operation = Object.hasOwn(OPERATIONS[service.name], action) ? OPERATIONS[service.name][action] : undefined;
    if (operation === undefined) {
      this.report(`${service.name} ${action}: this call is not simulated`);
      throw new AwsError('UnknownOperationException', `${action} is not simulated by Drydock`, 400);
    }
    const mistakes = mistakesIn(schema, input, valuesOf);
    if (mistakes.length > 0) throw new AwsError(service.invalid, validationText(mistakes));
    this.checkMembers(operation, input as object, { service, action });
    const call = `${service.name} ${action}`;
    const again = this.tokens.answerTo(call, input as object);
    if (again !== undefined) return again.output;
    await this.pace.before(this.cluster, operation.isWrite);
    const context: Context = { cluster: this.cluster, report: (line) => this.report(line) };
    const atMs = this.cluster.nowMs;
    const output = await answered(() => operation.answer(input as never, context), service);
    if (operation.isWrite) this.sinks.journal({ atMs, service: service.name, action, input });
    this.tokens.note(call, input as object, output);
    return output;
  }

  /** Refuses members that are not simulated, and reports those that have no effect. */
  private checkMembers(
    { uses, keeps, refuses }: Operation,
    input: object,
    { service, action }: { service: ServiceModel; action: string },
  ): void {
    if ('DryRun' in input && input.DryRun === true)
      throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    const refused = Object.entries(input).filter(([key, value]) => refuses.includes(key) && isSet(value));
    if (refused.length > 0)
      throw new AwsError(
        service.invalid,
        `Drydock does not simulate ${refused.map(([key]) => key).join(', ')} of ${action}: leave ${refused.length === 1 ? 'it' : 'them'} out.`,
      );
    // From a client whose model is newer.
    const unknown = Object.keys(input).filter((key) => ![...uses, ...keeps, ...refuses].includes(key));
    const idle = Object.keys(input).filter((key) => keeps.includes(key));
    for (const key of [...unknown, ...idle]) this.report(`${service.name} ${action}: ${key} has no effect here`);
  }

  /** Reports a line to the user once. */
  private report(line: string): void {
    if (this.logged.has(line)) return;
    this.logged.add(line);
    this.sinks.log(line);
  }
}

/** A scenario that would be wrong is a wrong parameter, with the scenario's own words. */
async function answered(answer: () => unknown, { invalid }: ServiceModel): Promise<unknown> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof RefusedEdit)) throw error;
    throw new AwsError(invalid, error.lines.join('; '));
  }
}

/** AWS treats a member that is null as absent. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(members.map(([key, inner]) => [key, withoutNulls(inner)]));
}

/** Codes of the error for a client token that was used with another input. */
const REUSED: Readonly<Record<string, string>> = {
  'ecs RunTask': 'ConflictException',
  'ecs CreateService': 'InvalidParameterException',
  'ecs CreateTaskSet': 'InvalidParameterException',
};

/** The answers of calls with a client token: the same call with the same token gets the same answer, and does nothing more. */
class Tokens {
  private readonly answers = new Map<string, { readonly input: string; readonly output: unknown }>();

  /** Returns the earlier answer; undefined for a call without a token, or with a new one. */
  answerTo(call: string, input: object): { readonly output: unknown } | undefined {
    const token = tokenIn(input);
    const known = token === undefined ? undefined : this.answers.get(`${call} ${token}`);
    if (known !== undefined && known.input !== JSON.stringify(input))
      throw new AwsError(
        REUSED[call] ?? 'IdempotentParameterMismatch',
        `The client token ${token} was used with another ${call.split(' ')[1]}.`,
      );
    return known;
  }

  note(call: string, input: object, output: unknown): void {
    const token = tokenIn(input);
    if (token !== undefined) this.answers.set(`${call} ${token}`, { input: JSON.stringify(input), output });
  }
}

function tokenIn(input: object): string | undefined {
  const { clientToken, ClientToken } = input as { readonly clientToken?: string; readonly ClientToken?: string };
  return clientToken ?? ClientToken;
}
