import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** The hosts that a request may name. A web page may have a host name that leads to this machine, so only known names are answered. */

/** No page of another site has these names. */
const OWN = ['localhost', '127.0.0.1', '[::1]'];
const NAME = /^(\[[\da-f:.]+\]|[\da-z]([\da-z._-]*[\da-z])?)(:\d{1,5})?$/i;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export function isLoopback(address: string): boolean {
  return loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Returns whether the address stands for all addresses of the machine. */
export function isEvery(address: string): boolean {
  return ['0.0.0.0', '[::]'].includes(hostIn(inUrl(address)) ?? '');
}

/** Returns the address as a URL has it. */
export function inUrl(address: string): string {
  return isIP(address) === 6 ? `[${address}]` : address;
}

/** Returns why nothing can listen at the address; undefined if something may. */
export function whyNoAddress(address: string): string | undefined {
  if (isIP(address) !== 0 && !address.includes('%')) return undefined;
  return `--host ${address}: write an IP address of this machine, such as 127.0.0.1; 0.0.0.0 stands for all of them`;
}

/** Returns why a request cannot name the host; undefined if it can. */
export function whyNoName(name: string): string | undefined {
  const written = inUrl(name);
  if (NAME.test(written) && hostIn(written) !== null) return undefined;
  return `--allow-host ${name}: write a name such as drydock.example, or with a port, drydock.example:8080`;
}

/**
 * Returns whether a request is addressed to a name of this server or one of `allowed`; names without a port have the port of the server.
 */
export function namesKnownHost(request: IncomingMessage, port: number, allowed: readonly string[]): boolean {
  const addressed = hostIn(request.headers.host ?? '');
  const reached = inUrl(request.socket.localAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? '');
  const known = [...OWN, reached, ...allowed.map(inUrl)].map((name) => hostIn(/:\d+$/.test(name) ? name : `${name}:${port}`));
  return addressed !== null && known.includes(addressed);
}

/** Returns a host and its port in one way of writing, without port 80; null for what is none. */
function hostIn(written: string): string | null {
  return NAME.test(written) && URL.canParse(`http://${written}`) ? new URL(`http://${written}`).host : null;
}
