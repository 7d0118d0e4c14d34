import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { EXIT_FAILED, UserError } from '../../run/failure.js';
import { type BuiltStudio, type Opened, pageWith } from './built.js';

const HOST = '127.0.0.1';
const TOKEN_BYTES = 18;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface Served {
  /** With the token, without which the server answers nothing. */
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the studio to this machine alone. Rejects with a UserError when the port is taken. */
export async function serveStudio(
  studio: BuiltStudio,
  { opened, port }: { readonly opened: Opened | null; readonly port: number },
): Promise<Served> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const server = createServer((request, response) => answer(request, response, { studio, opened, token, hosts: hostsOf(server) }));
  await listening(server, port);
  return {
    address: `http://${HOST}:${portOf(server)}/${token}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

interface Site {
  readonly studio: BuiltStudio;
  readonly opened: Opened | null;
  readonly token: string;
  readonly hosts: readonly string[];
}

function answer(request: IncomingMessage, response: ServerResponse, { studio, opened, token, hosts }: Site): void {
  const { host = '', origin } = request.headers;
  // A page of another site may have a name that leads to this machine: such a request names that site.
  if (!hosts.includes(host) || (origin !== undefined && !hosts.some((own) => origin === `http://${own}`))) return refuse(response, 403);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
  const [, given = '', name = '', ...more] = (request.url ?? '').split('?', 1)[0]!.split('/');
  if (!isSame(given, token)) return refuse(response, 403);
  const file = name === '' ? 'index.html' : name;
  const content = studio.get(file);
  if (content === undefined || more.length > 0) return refuse(response, 404);
  const nonce = randomBytes(TOKEN_BYTES).toString('base64');
  const isPage = file === 'index.html';
  response.writeHead(200, {
    ...HEADERS,
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': policy(nonce),
    ...(isPage ? {} : { 'content-encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : isPage ? pageWith(studio, { opened, nonce }) : content);
}

const HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self' blob:",
    "worker-src 'self' blob:",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8', 'content-security-policy': "default-src 'none'" });
  response.end(status === 403 ? 'Open the address that drydock studio printed.\n' : 'There is nothing here.\n');
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function hostsOf(server: Server): string[] {
  return [`${HOST}:${portOf(server)}`, `localhost:${portOf(server)}`];
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((ready, failed) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      failed(
        new UserError(
          [`--port ${port}: ${code === 'EADDRINUSE' ? 'another program has it; choose another, or 0 for any' : message}`],
          EXIT_FAILED,
        ),
      ),
    );
    server.listen(port, HOST, ready);
  });
}
