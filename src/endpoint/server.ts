import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EXIT_FAILED, UserError } from '../run/failure.js';
import { controlReply } from './control.js';
import type { Endpoint } from './endpoint.js';
import { type Reply, replyTo } from './protocol/calls.js';

/** The longest body of a call; those of AWS are shorter. */
const BODY_MAX = 1_048_576;
/** A client sends its request within so many milliseconds. */
const REQUEST_MS = 30_000;
const CONNECTIONS_MAX = 256;
const CONTROL = '/drydock/';

export interface Served {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the endpoint on a host and port; port 0 is any that is free. Rejects with a UserError when it is taken. */
export async function serve(endpoint: Endpoint, { host, port }: { readonly host: string; readonly port: number }): Promise<Served> {
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    void answer(request, response, { endpoint, hosts: hostsOf(server, host) });
  });
  server.maxConnections = CONNECTIONS_MAX;
  await listening(server, host, port);
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${portOf(server)}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

interface Site {
  readonly endpoint: Endpoint;
  readonly hosts: readonly string[];
}

async function answer(request: IncomingMessage, response: ServerResponse, { endpoint, hosts }: Site): Promise<void> {
  const { host = '', origin } = request.headers;
  // A browser names the site of the page that asks, and a page may have a name that leads to this machine.
  if (!hosts.includes(host) || origin !== undefined) return refuse(response, 403, 'This endpoint answers programs of its own host alone.');
  const body = await bodyOf(request);
  if (body === null) return refuse(response, 413, `A call has at most ${BODY_MAX} bytes.`);
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  if (path.startsWith(CONTROL)) {
    const name = path.slice(CONTROL.length);
    return send(response, await controlReply(endpoint, { name, method: request.method ?? 'GET', query: new URLSearchParams(query), body }));
  }
  if (request.method !== 'POST') return refuse(response, 405, 'Calls of AWS come by POST.');
  const { headers } = request;
  send(response, await replyTo({ headers, body }, (service, operation, input) => endpoint.call(service, operation, input)));
}

/** Returns the body; null if it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > BODY_MAX) return null;
      parts.push(part);
    }
  } catch {
    return null; // The client has gone.
  }
  return Buffer.concat(parts).toString('utf8');
}

function send(response: ServerResponse, { status, contentType, body, requestId }: Reply): void {
  response.writeHead(status, { 'content-type': contentType, 'x-amzn-requestid': requestId, 'cache-control': 'no-store' });
  response.end(body);
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${why}\n`);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function hostsOf(server: Server, host: string): string[] {
  return [host, '127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${portOf(server)}`);
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((ready, failed) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const why = code === 'EADDRINUSE' ? 'another program has it; choose another, or 0 for any' : message;
      failed(new UserError([`--port ${port}: ${why}`], EXIT_FAILED));
    });
    server.listen(port, host, ready);
  });
}
