import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error.js';
import { readJson, writeJson, writeJsonError } from './json.js';
import { type OperationModel, operationsOf, SERVICES, type ServiceModel } from './models.js';
import { readQuery } from './query.js';
import { writeXml, writeXmlError } from './xml.js';

export interface Request {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly requestId: string;
}

/** Carries out a call. */
export type Carry = (service: ServiceModel, operation: OperationModel, input: unknown) => Promise<unknown>;

/** Answers a request in the protocol in which it came, errors included. */
export async function replyTo(request: Request, carry: Carry): Promise<Reply> {
  const requestId = randomUUID();
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return jsonReply(target, request.body, { requestId, carry });
  return queryReply(new URLSearchParams(request.body), { requestId, carry });
}

interface Turn {
  readonly requestId: string;
  readonly carry: Carry;
}

async function jsonReply(target: string, body: string, { requestId, carry }: Turn): Promise<Reply> {
  const [prefix, action = ''] = target.split('.');
  const service = SERVICES.find((one) => one.target === prefix);
  const contentType = `application/x-amz-json-${service?.jsonVersion ?? '1.1'}`;
  try {
    const operation = service && (await operationsOf(service)).get(action);
    if (operation === undefined)
      throw new AwsError('UnknownOperationException', `${target} is no call of a service that Drydock simulates`);
    const output = await carry(service!, operation, readJson(body));
    return { status: 200, contentType, body: writeJson(operation.output, output), requestId };
  } catch (error) {
    const failure = errorOf(error);
    return { status: failure.status, contentType, body: writeJsonError(failure), requestId };
  }
}

/** Services that speak the Query protocol differ by their version. */
async function queryReply(form: URLSearchParams, { requestId, carry }: Turn): Promise<Reply> {
  const [action, version] = [form.get('Action') ?? '', form.get('Version') ?? ''];
  const service = SERVICES.find((one) => one.xml !== null && one.version === version);
  const contentType = 'text/xml;charset=UTF-8';
  try {
    const operation = service && (await operationsOf(service)).get(action);
    if (operation === undefined) throw new AwsError('InvalidAction', `Could not find operation ${action} for version ${version}`);
    const output = await carry(service!, operation, readQuery(operation.input, form, service!.xml!.isEc2));
    return { status: 200, contentType, body: writeXml(service!, operation, { value: output, requestId }), requestId };
  } catch (error) {
    const failure = inQuery(errorOf(error));
    const inWords = service ?? SERVICES.find(({ xml }) => xml !== null)!;
    return { status: failure.status, contentType, body: writeXmlError(inWords, failure, requestId), requestId };
  }
}

/** The Query protocol has another code for a call that is not there. */
function inQuery(error: AwsError): AwsError {
  return error.code === 'UnknownOperationException' ? new AwsError('InvalidAction', error.message) : error;
}

/** An error that is not one of AWS's is a mistake of this program. Its text may go to the user but not to a client. */
function errorOf(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  process.stderr.write(`${(error as Error).stack}\n`);
  return new AwsError('InternalFailure', 'Drydock failed; its own output says why', 500);
}
