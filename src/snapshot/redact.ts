import { isIPv6 } from 'node:net';

/** Categories that the user wants to keep unredacted. */
export interface Kept {
  readonly accountIds: boolean;
  /** Environment variables and other possible secrets: commands, labels, log options, tags and references to secrets. */
  readonly environment: boolean;
  readonly addresses: boolean;
  readonly userData: boolean;
}

const REDACTED = 'redacted';
export const ACCOUNT = '000000000000';

/** Lists of `{ name, value }` and similar: names are kept, values are redacted. */
const VALUED = new Set(['environment', 'secrets', 'environmentFiles', 'secretOptions']);
const VALUES = ['value', 'valueFrom'];
const TAGGED = new Set(['tags', 'Tags', 'propagatedTags', 'TagSet']);
/** Keys that are redacted entirely. */
const WHOLE = new Set(['credentialsParameter', 'KeyName', 'credentialSpecs', 'NotificationMetadata', 'hookDetails']);
const COMMANDS = new Set(['command', 'entryPoint']);
/** Words that describe how a health check is run rather than its command. */
const CHECK_WORDS = ['CMD', 'CMD-SHELL', 'NONE'];
/** Blocks in which keys are kept and values are redacted. */
const OPTIONED = new Set(['options', 'dockerLabels', 'driverOpts', 'labels']);

/** Twelve digits are an account number, except within generated ids of tasks, instances, load balancers and images. */
const ACCOUNTS = /\b(?:[0-9a-f]{16,17}|[0-9a-f]{32}|[0-9a-f]{64})\b|(?<!\d)\d{12}(?!\d)/g;
/** Personal part of an IAM principal: the user name or the role session name. */
const PERSON = /(\barn:[\w-]+:(?:iam|sts)::\d{12}:(?:(?:user|federated-user)\/|assumed-role\/[^\s/]+\/))[^\s"',]+/g;
const ADDRESS = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;
const MAYBE_IPV6 = /(?<![\w:.])(?=[0-9a-f]*:)[0-9a-f:.]*[0-9a-f:](?:%\w+)?(?!\w)/gi;
const HOST = /\b(ip|ec2)-(?:\d{1,3}-){3}\d{1,3}\b/g;
const MAC = /\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi;
/** Tag or digest of an image; a version in it may look like an IP address. */
const IMAGE_TAG = /[:@][^/]*$/;

/** Redacts account numbers, addresses and possible secrets in AWS answers. A simulation needs none of them. */
export class Redaction {
  constructor(private readonly kept: Kept) {}

  /** Returns a redacted copy of the answer. */
  of(answer: unknown): unknown {
    return this.inside(answer, '');
  }

  private inside(value: unknown, key: string): unknown {
    if (!this.kept.environment && WHOLE.has(key)) return Array.isArray(value) ? value.map(() => REDACTED) : REDACTED;
    if (typeof value === 'string') return this.text(value, key);
    if (Array.isArray(value)) return this.list(value, key);
    if (typeof value !== 'object' || value === null) return value;
    const options = !this.kept.environment && OPTIONED.has(key);
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, options ? REDACTED : this.inside(member, name)]));
  }

  private list(values: readonly unknown[], key: string): unknown[] {
    const isHidden = !this.kept.environment;
    if (isHidden && COMMANDS.has(key)) return values.map((word, i) => (i === 0 && CHECK_WORDS.includes(String(word)) ? word : REDACTED));
    const items = values.map((item) => this.inside(item, key));
    if (isHidden && VALUED.has(key)) return items.map((item) => hidden(item, VALUES));
    return isHidden && TAGGED.has(key) ? items.map(withoutTag) : items;
  }

  private text(text: string, key: string): string {
    if (!this.kept.userData && key === 'UserData') return agentSettings(text);
    const { environment, accountIds } = this.kept;
    const nameless = environment ? text : text.replace(PERSON, `$1${REDACTED}`);
    return this.addresses(accountIds ? nameless : nameless.replace(ACCOUNTS, (found) => (found.length === 12 ? ACCOUNT : found)), key);
  }

  private addresses(text: string, key: string): string {
    if (this.kept.addresses) return text;
    if (/ipv6/i.test(key)) return '::';
    const tag = key === 'image' ? (IMAGE_TAG.exec(text)?.[0] ?? '') : '';
    return `${text
      .slice(0, text.length - tag.length)
      .replace(MAYBE_IPV6, withoutIpv6)
      .replace(ADDRESS, '0.0.0.0')
      .replace(HOST, '$1-0-0-0-0')
      .replace(MAC, '00:00:00:00:00:00')}${tag}`;
  }
}

/** Redacts an IPv6 address and keeps punctuation that follows it. */
function withoutIpv6(found: string): string {
  const end = isIPv6(found) ? '' : (/[:.]$/.exec(found)?.[0] ?? '');
  return isIPv6(found.slice(0, found.length - end.length)) ? `::${end}` : found;
}

function hidden(item: unknown, keys: readonly string[]): unknown {
  if (typeof item !== 'object' || item === null) return item;
  return Object.fromEntries(Object.entries(item).map(([name, member]) => [name, keys.includes(name) ? REDACTED : member]));
}

/**
 * Keeps tags written by AWS, which name the group or service of a resource, and tags of an exported run, which identify its random streams.
 */
function withoutTag(tag: unknown): unknown {
  const { key, Key = key } = (tag ?? {}) as { key?: unknown; Key?: unknown };
  return /^aws:|^AmazonECS|^drydock:[a-z-]+$/.test(String(Key)) ? tag : hidden(tag, ['value', 'Value']);
}

/** ECS agent settings that the simulation uses. All other lines of a user-data script are dropped. */
const AGENT =
  /ECS_(?:INSTANCE_ATTRIBUTES\s*=\s*['"]?\{[^}]*\}['"]?|(?:ENABLE_SPOT_INSTANCE_DRAINING|WARM_POOLS_CHECK|RESERVED_MEMORY|ENABLE_TASK_ENI|IMAGE_PULL_BEHAVIOR|CONTAINER_STOP_TIMEOUT|IMAGE_CLEANUP_INTERVAL|IMAGE_MINIMUM_CLEANUP_AGE|NUM_IMAGES_DELETE_PER_CYCLE)\s*=\s*['"]?\w+)|enable-spot-instance-draining\s*=\s*"?\w+/g;

function agentSettings(userData: string): string {
  const script = Buffer.from(userData, 'base64').toString('utf8');
  const settings = [...script.matchAll(AGENT)].map(([setting]) => setting);
  return Buffer.from(`${[`# ${REDACTED}`, ...settings].join('\n')}\n`).toString('base64');
}
