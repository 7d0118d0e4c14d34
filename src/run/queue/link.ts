import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { EXIT_FAILED, UserError } from '../failure.js';
import { PREFIX } from './names.js';
import type { QueueUrl } from './queue-url.js';
import { refusalOf } from './queue-words.js';

export interface LinkOptions {
  readonly url: QueueUrl;
  /** How long to retry a lost Redis. */
  readonly patienceMs: number;
  /** Receives messages for the user, one line each. */
  readonly report: (line: string) => void;
}

const CONNECT_MS = 5000;
const GONE_MS = 500;
const RETRY_MOST_MS = 1000;
const PING_MS = 5000;
/** A Redis that gives no answer for this time counts as lost, although its connection is open: it is frozen, or its machine is gone. */
const ANSWER_MS = 10_000;
const OLDEST = [6, 2];

/** The connection to a Redis or Valkey. It must succeed at the start; a later loss is retried until patience ends. */
export class Link {
  private isOpen = false;
  private giveUp: NodeJS.Timeout | null = null;
  private pinger: NodeJS.Timeout | undefined;
  private lastError: unknown = null;
  private onLost: (error: UserError) => void = () => {};
  readonly client: Redis;
  readonly shown: string;
  /** Rejects when patience ends. */
  readonly lost: Promise<never>;

  private constructor(private readonly options: LinkOptions) {
    this.shown = options.url.shown;
    this.lost = new Promise((_, reject) => {
      this.onLost = reject;
    });
    this.lost.catch(() => {});
    this.client = new Redis({
      ...options.url.options,
      lazyConnect: true,
      connectTimeout: CONNECT_MS,
      // Commands in progress when the connection broke are sent again.
      maxRetriesPerRequest: null,
      retryStrategy: (times) => (this.isOpen ? Math.min(times * 100, RETRY_MOST_MS) : null),
    });
    this.client.on('error', (error) => {
      this.lastError = error;
    });
  }

  /** Throws a UserError if no connection is possible. */
  static async open(options: LinkOptions): Promise<Link> {
    const link = new Link(options);
    try {
      await link.client.connect();
      await link.check();
    } catch (error) {
      link.close();
      if (error instanceof UserError) throw error;
      throw new UserError([`--queue ${link.shown}: ${reasonOf(link.lastError ?? error)}`], EXIT_FAILED);
    }
    link.watch();
    return link;
  }

  /** Closes the users of the link, then the link. A lost connection may never report its end, so it is not awaited. */
  async closeAfter(...closing: Promise<unknown>[]): Promise<void> {
    const over = new AbortController();
    const patience = sleep(this.client.status === 'ready' ? CONNECT_MS : GONE_MS, undefined, { signal: over.signal });
    await Promise.race([Promise.allSettled(closing), patience.catch(() => {})]);
    over.abort();
    this.close();
  }

  close(): void {
    this.isOpen = false;
    clearTimeout(this.giveUp ?? undefined);
    clearInterval(this.pinger);
    this.client.disconnect();
  }

  /** False after ten seconds without an answer, and while the connection is lost. */
  async answers(): Promise<boolean> {
    if (this.client.status !== 'ready') return false;
    const answered = this.client.ping().then(
      () => true,
      () => false,
    );
    return Promise.race([answered, sleep(ANSWER_MS, false, { ref: false })]);
  }

  /** Throws a UserError, and closes, where Redis reports that it stores nothing. */
  async mustStore(): Promise<void> {
    try {
      await this.client.set(`${PREFIX}:tried`, '1', 'PX', CONNECT_MS);
    } catch (error) {
      // A user may lack the permission for this key, and have that for the queue.
      if (refusalOf((error as Error).message) === null) return;
      this.close();
      throw this.failure(error);
    }
  }

  /** Converts the error of a command for the user. */
  failure(error: unknown): UserError {
    return error instanceof UserError ? error : new UserError([`--queue ${this.shown}: ${reasonOf(error)}`], EXIT_FAILED);
  }

  private async check(): Promise<void> {
    // Without this check a refused database number would leave another database in use.
    await this.client.select(this.options.url.options.db ?? 0);
    // A user without the permission for INFO may still use the queue.
    const info = await this.client.info().catch(() => '');
    const infoOf = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1];
    const version = infoOf('redis_version') ?? '';
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (version !== '' && (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])))
      throw new UserError([`--queue ${this.shown}: it is Redis ${version}, and Drydock needs ${OLDEST.join('.')} or newer, or Valkey`]);
    const policy = infoOf('maxmemory_policy') ?? 'noeviction';
    if (policy !== 'noeviction')
      this.options.report(`warning: ${this.shown} may forget runs when its memory is full (maxmemory-policy ${policy}): set noeviction`);
  }

  /** Closes a connection that gives no answer, so that it is looked for anew. */
  private async ping(): Promise<void> {
    if (this.client.status !== 'ready' || (await this.answers()) || !this.isOpen || this.client.status !== 'ready') return;
    this.lastError = new Error('it gives no answer');
    this.client.disconnect(true);
  }

  private watch(): void {
    const { report, patienceMs } = this.options;
    this.isOpen = true;
    this.lastError = null;
    let isPinging = false;
    this.pinger = setInterval(() => {
      if (isPinging) return;
      isPinging = true;
      void this.ping().finally(() => {
        isPinging = false;
      });
    }, PING_MS).unref();
    this.client.on('close', () => {
      if (!this.isOpen || this.giveUp !== null) return;
      report(`${this.shown}: the connection is lost; trying again for ${patienceMs / 1000} s`);
      this.giveUp = setTimeout(() => {
        const lines = [`--queue ${this.shown}: lost for ${patienceMs / 1000} s: ${reasonOf(this.lastError)}`];
        this.close();
        this.onLost(new UserError(lines, EXIT_FAILED));
      }, patienceMs);
    });
    this.client.on('ready', () => {
      if (this.giveUp === null) return;
      clearTimeout(this.giveUp);
      this.giveUp = null;
      report(`${this.shown}: connected again`);
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'no server listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  ETIMEDOUT: `no answer within ${CONNECT_MS / 1000} s`,
  ECONNRESET: 'the connection was closed: is it TLS (rediss://) on one side only?',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS: write redis://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS: write redis://',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'an unknown authority signed its certificate: name the file of this authority in NODE_EXTRA_CA_CERTS',
  SELF_SIGNED_CERT_IN_CHAIN: 'an unknown authority signed its certificate: name the file of this authority in NODE_EXTRA_CA_CERTS',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'an unknown authority signed its certificate: name the file of this authority in NODE_EXTRA_CA_CERTS',
};

function reasonOf(error: unknown): string {
  const { code, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (code !== undefined && Object.hasOwn(REASONS, code)) return REASONS[code];
  const text = message ?? 'the connection was closed';
  if (/^(NOAUTH|WRONGPASS|NOPERM|DENIED)/.test(text)) return `it refuses this name or password (${text.split(' ')[0]})`;
  const refusal = refusalOf(text);
  if (refusal !== null) return refusal;
  return /connection is closed/i.test(text) ? 'the connection was closed: is it TLS (rediss://) on one side only?' : text;
}
