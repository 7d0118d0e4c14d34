import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a call was given: a block of JSON, or the fields of a form. */
export type Input = Readonly<Record<string, unknown>>;
/** A block is answered as JSON, a text as XML; an error is answered in the protocol of the call. */
type Reply = object | string | { readonly error: string; readonly message?: string; readonly status?: number } | 'hang up';
export type Account = (action: string, input: Input) => Reply;

export interface AwsServer {
  readonly url: string;
  /** Calls in their order. */
  readonly calls: { readonly action: string; readonly input: Input }[];
  account: Account;
  /** Delays an answer. */
  hold: (action: string) => Promise<void> | undefined;
  close(): void;
}

/** Implements the protocols of the AWS SDK, and answers from an account. */
export async function startAws(account: Account): Promise<AwsServer> {
  const server = createServer((request, response) => void answer(request, response));
  const calls: AwsServer['calls'] = [];
  const aws: AwsServer = { url: '', calls: calls, account, hold: () => undefined, close: () => server.close().closeAllConnections() };
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const target = request.headers['x-amz-target'];
    const input = typeof target === 'string' ? (JSON.parse(body || '{}') as Input) : Object.fromEntries(new URLSearchParams(body));
    const action = typeof target === 'string' ? target.split('.')[1]! : String(input.Action);
    calls.push({ action, input });
    await aws.hold(action);
    send(response, aws.account(action, input), typeof target === 'string');
  }
  await new Promise<void>((ok) => server.listen(0, '127.0.0.1', ok));
  return Object.assign(aws, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function send(response: ServerResponse, reply: Reply, isJson: boolean): void {
  if (reply === 'hang up') return void response.destroy();
  const {
    error,
    message = error,
    status = 400,
  } = (typeof reply === 'string' ? {} : reply) as { error?: string; message?: string; status?: number };
  if (error !== undefined && isJson) response.writeHead(status).end(JSON.stringify({ __type: error, message }));
  else if (error !== undefined)
    response
      .writeHead(status)
      .end(
        `<Response><Errors><Error><Code>${error}</Code><Message>${message}</Message></Error></Errors><Error><Code>${error}</Code><Message>${message}</Message></Error></Response>`,
      );
  else
    response
      .writeHead(200, { 'content-type': isJson ? 'application/x-amz-json-1.1' : 'text/xml' })
      .end(typeof reply === 'string' ? reply : JSON.stringify(reply));
}
