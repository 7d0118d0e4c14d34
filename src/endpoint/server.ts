import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EXIT_FAILED, UserError } from '../run/failure.js';
import { controlReply } from './control.js';
import type { Endpoint } from './endpoint.js';
import { inUrl, isEvery, namesKnownHost } from './hosts.js';
import { type Reply, replyTo } from './protocol/calls.js';

/** The longest body of a call; those of AWS are shorter. */
const BODY_MAX = 1_048_576;
/** The most milliseconds in which a client must send its request. */
const REQUEST_MS = 30_000;
const CONNECTIONS_MAX = 256;
const CONTROL = '/drydock/';
const REFUSAL =
  'This endpoint answers requests that name an address of its own or a host of --allow-host, and come from no page of a browser.';
/** Where this machine reaches a server on all addresses, by version of IP. */
const OWN_ADDRESS = { 4: '127.0.0.1', 6: '::1' };

export interface Served {
  readonly address: string;
  close(): Promise<void>;
}

export interface Place {
  /** An IP address of this machine, or the one that stands for all. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Hosts that requests may name besides localhost and the address that they reach. */
  readonly allowed?: readonly string[];
}

/** Serves the endpoint. Rejects with a UserError when nothing can listen there. */
export async function serve(endpoint: Endpoint, { host, port, allowed = [] }: Place): Promise<Served> {
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    // A browser names the site of the page that sends the request.
    const isKnown = request.headers.origin === undefined && namesKnownHost(request, portOf(server), allowed);
    if (isKnown) void answer(request, response, endpoint);
    else refuse(response, 403, REFUSAL);
  });
  server.maxConnections = CONNECTIONS_MAX;
  await listening(server, host, port);
  return {
    address: `http://${inUrl(isEvery(host) ? OWN_ADDRESS[host.includes(':') ? 6 : 4] : host)}:${portOf(server)}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, endpoint: Endpoint): Promise<void> {
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

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((ready, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => failed(listenError(error, host, port)));
    server.listen(port, host, ready);
  });
}

function listenError({ code = '', message }: NodeJS.ErrnoException, host: string, port: number): UserError {
  if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return new UserError([`--host ${host}: this machine has no such address`]);
  if (code === 'EADDRINUSE') return new UserError([`--port ${port}: another program has it; choose another, or 0 for any`], EXIT_FAILED);
  if (code === 'EACCES') return new UserError([`--port ${port}: you may not listen there; choose one from 1024 on`], EXIT_FAILED);
  return new UserError([`--port ${port}: ${message}`], EXIT_FAILED);
}
