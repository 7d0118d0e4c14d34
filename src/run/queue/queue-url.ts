import type { RedisOptions } from 'ioredis';

/** The address of a Redis or Valkey, with credentials. */
export interface QueueUrl {
  /** Without the password: for messages. */
  readonly shown: string;
  readonly options: Pick<RedisOptions, 'host' | 'port' | 'db' | 'username' | 'password' | 'tls'>;
}

const PORT = 6379;
const RIGHT = 'write redis://HOST:PORT, or rediss://USER:PASSWORD@HOST:PORT with TLS, with /NUMBER behind it for another database';

/** Parses the URL; for an invalid one, adds its mistakes to the list and returns null. */
export function queueUrlOf(text: string, mistakes: string[]): QueueUrl | null {
  const shown = withoutPassword(text);
  const url = URL.canParse(text) ? new URL(text) : null;
  const problem = problemOf(url);
  if (url === null || problem !== null) {
    mistakes.push(`--queue ${shown}: ${problem ?? 'it is no URL'}; ${RIGHT}`);
    return null;
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? PORT : Number(url.port);
  const db = Number(url.pathname.slice(1));
  const who = {
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
  };
  // The certificate must name the host; NODE_EXTRA_CA_CERTS adds private authorities.
  return { shown, options: { host, port, db, ...who, ...(url.protocol === 'rediss:' ? { tls: { servername: host } } : {}) } };
}

function problemOf(url: URL | null): string | null {
  if (url === null) return null;
  if (!['redis:', 'rediss:'].includes(url.protocol)) return `there is no queue by ${url.protocol}//`;
  if (url.hostname === '') return 'it names no host';
  if (!/^\/?$|^\/\d{1,4}$/.test(url.pathname)) return `${url.pathname} is no number of a database`;
  if (url.search !== '' || url.hash !== '') return `${url.search}${url.hash} means nothing here`;
  if (!isDecodable(url.username) || !isDecodable(url.password)) return 'a % in a name or password is written %25';
  return null;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Also for an invalid URL: the text before an @ may be a password. */
function withoutPassword(text: string): string {
  return text.replace(/^([a-z]+:\/\/)?([^:@/]*):?[^@]*@/i, '$1$2:***@');
}
