/** What stays as it is. */
export interface Kept {
  readonly accountIds: boolean;
  /** Environment variables, and whatever else may hold a secret as well: commands, labels, options of logs, tags, where secrets lie. */
  readonly environment: boolean;
  readonly addresses: boolean;
  readonly userData: boolean;
}

const REDACTED = 'redacted';
export const ACCOUNT = '000000000000';

/** Lists of `{ name, value }` and the like, of which values go and names stay. */
const VALUED = new Set(['environment', 'secrets', 'environmentFiles', 'secretOptions']);
const VALUES = ['value', 'valueFrom'];
const TAGGED = new Set(['tags', 'Tags', 'propagatedTags', 'TagSet']);
/** Texts of which nothing stays. */
const WHOLE = new Set(['credentialsParameter', 'KeyName', 'credentialSpecs']);
const COMMANDS = new Set(['command', 'entryPoint']);
/** What says how a check is run, and not what is run. */
const CHECK_WORDS = ['CMD', 'CMD-SHELL', 'NONE'];
const OPTIONED = new Set(['options', 'dockerLabels']);

const ARN_ACCOUNT = /(\barn:[\w-]+:[\w-]*:[\w-]*:)\d{12}(?=:)/g;
const BARE_ACCOUNT = /(?<![\w-])\d{12}(?![\w-])/g;
const ADDRESS = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;
const HOST = /\b(ip|ec2)-(?:\d{1,3}-){3}\d{1,3}\b/g;
const MAC = /\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi;

/** Takes out of answers of AWS what is nobody else's business. A simulation needs none of it. */
export class Redaction {
  /** Account ids that were met: they may be a part of names. */
  private readonly accounts = new Set<string>();

  constructor(private readonly kept: Kept) {}

  /** The same answer without it. */
  of(answer: unknown): unknown {
    if (!this.kept.accountIds) this.noteAccounts(JSON.stringify(answer));
    return this.inside(answer, '');
  }

  private noteAccounts(text: string): void {
    for (const [, account] of text.matchAll(/\barn:[\w-]+:[\w-]*:[\w-]*:(\d{12}):/g)) if (account !== ACCOUNT) this.accounts.add(account!);
    for (const [, account] of text.matchAll(/\b(\d{12})\.dkr\.ecr\b/g)) this.accounts.add(account!);
  }

  private inside(value: unknown, key: string): unknown {
    if (typeof value === 'string') return this.text(value, key);
    if (Array.isArray(value)) return this.list(value, key);
    if (typeof value !== 'object' || value === null) return value;
    const options = !this.kept.environment && OPTIONED.has(key);
    return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, options ? REDACTED : this.inside(of, name)]));
  }

  private list(values: readonly unknown[], key: string): unknown[] {
    const isHidden = !this.kept.environment;
    if (isHidden && COMMANDS.has(key)) return values.map((word, i) => (i === 0 && CHECK_WORDS.includes(String(word)) ? word : REDACTED));
    if (isHidden && WHOLE.has(key)) return values.map(() => REDACTED);
    const items = values.map((item) => this.inside(item, key));
    if (isHidden && VALUED.has(key)) return items.map((item) => hidden(item, VALUES));
    return isHidden && TAGGED.has(key) ? items.map(withoutTag) : items;
  }

  private text(text: string, key: string): string {
    if (!this.kept.environment && WHOLE.has(key)) return REDACTED;
    if (!this.kept.userData && key === 'UserData') return agentSettings(text);
    return this.addresses(this.accountIds(text), key);
  }

  private accountIds(text: string): string {
    if (this.kept.accountIds) return text;
    let without = text.replace(ARN_ACCOUNT, `$1${ACCOUNT}`).replace(BARE_ACCOUNT, ACCOUNT);
    for (const account of this.accounts) without = without.replaceAll(account, ACCOUNT);
    return without;
  }

  private addresses(text: string, key: string): string {
    if (this.kept.addresses) return text;
    if (/ipv6/i.test(key)) return '::';
    return text.replace(ADDRESS, '0.0.0.0').replace(HOST, '$1-0-0-0-0').replace(MAC, '00:00:00:00:00:00');
  }
}

function hidden(item: unknown, keys: readonly string[]): unknown {
  if (typeof item !== 'object' || item === null) return item;
  return Object.fromEntries(Object.entries(item).map(([name, of]) => [name, keys.includes(name) ? REDACTED : of]));
}

/** What AWS itself writes into tags says to which group or service something belongs. */
function withoutTag(tag: unknown): unknown {
  const { key, Key = key } = (tag ?? {}) as { key?: unknown; Key?: unknown };
  return /^aws:|^AmazonECS/.test(String(Key)) ? tag : hidden(tag, ['value', 'Value']);
}

/** Settings of the ECS agent that a simulation heeds. No other line of a script stays. */
const AGENT =
  /ECS_(?:INSTANCE_ATTRIBUTES\s*=\s*['"]?\{[^}]*\}['"]?|(?:ENABLE_SPOT_INSTANCE_DRAINING|RESERVED_MEMORY|ENABLE_TASK_ENI|IMAGE_PULL_BEHAVIOR|CONTAINER_STOP_TIMEOUT|IMAGE_CLEANUP_INTERVAL|IMAGE_MINIMUM_CLEANUP_AGE|NUM_IMAGES_DELETE_PER_CYCLE)\s*=\s*['"]?\w+)|enable-spot-instance-draining\s*=\s*"?\w+/g;

function agentSettings(userData: string): string {
  const script = Buffer.from(userData, 'base64').toString('utf8');
  const settings = [...script.matchAll(AGENT)].map(([setting]) => setting);
  return Buffer.from(`${[`# ${REDACTED}`, ...settings].join('\n')}\n`).toString('base64');
}
