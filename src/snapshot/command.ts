import type { Argv } from 'yargs';
import { untilInterrupted } from '../cli/interrupts.js';
import { RedrawnLine } from '../cli/redrawn-line.js';
import { flag, ofText, TEXT } from '../cli/scenario-options.js';
import type { WordsOf } from '../cli/words.js';
import { numberText, plural } from '../kernel/quantity-text.js';
import { UserError } from '../run/failure.js';
import { withPackages } from '../run/optional-packages.js';
import { VERSION } from '../run/version.js';
import { whyNoRegion } from '../scenario/region.js';
import { parseDuration } from '../scenario/units.js';
import type { SnapshotOptions, SnapshotResult } from './snapshot.js';

const METRICS_MOST = '455d';
const METRICS_LEAST_MS = 3_600_000;

const builder = (yargs: Argv) =>
  yargs
    .option('cluster', { ...TEXT, demandOption: true, describe: 'Its name or ARN' })
    .option('region', ofText('Default: AWS_REGION'))
    .option('out', { ...TEXT, demandOption: true, describe: 'Directory to write; that of a stopped snapshot continues it' })
    .option('metrics', ofText('Also read the metrics of the last time, such as 7d: docs/snapshot.md'))
    .option('profile', ofText('Of the credentials of the AWS CLI'))
    .option('endpoint', ofText('URL of a server that answers in place of AWS'))
    .option('keep-account-ids', flag('Keep account ids: twelve consecutive digits that are no part of another id, else 000000000000'))
    .option(
      'keep-environment',
      flag(
        'Keep what may hold secrets, else "redacted": environment variables; commands, also of health checks; labels; options of containers, logs and Docker volumes; metadata of lifecycle hooks; names of keys, users and role sessions; tags except those of AWS and of Drydock',
      ),
    )
    .option('keep-addresses', flag('Keep IPv4, IPv6 and hardware addresses, and host names made of them, else 0.0.0.0 or ::'))
    .option('keep-user-data', flag('Keep the scripts of launch templates, else only settings of the ECS agent that a simulation uses'))
    .example('$0 snapshot --cluster prod --region eu-west-1 --metrics 7d --out prod', '');

type SnapshotArguments = WordsOf<typeof builder>;

export const snapshotCommand = {
  builder,
  handler: async (words: SnapshotArguments) => {
    const mistakes: string[] = [];
    const metrics = metricsOf(words.metrics, mistakes);
    const region = regionOf(words, mistakes);
    const cluster = clusterOf(words.cluster, mistakes);
    const endpoint = endpointOf(words.endpoint, mistakes);
    if (mistakes.length > 0) throw new UserError(mistakes);
    const kept = {
      accountIds: words.keepAccountIds,
      environment: words.keepEnvironment,
      addresses: words.keepAddresses,
      userData: words.keepUserData,
    };
    const taken = await take(words.out, { cluster, region, endpoint, profile: words.profile, metrics, kept, version: VERSION });
    process.stdout.write(`${takenText(taken, { ...words, cluster, region })}\n`);
  },
};

/** Takes the snapshot. After any interruption the answers so far are on disk, and the same command continues. */
async function take(out: string, options: Omit<SnapshotOptions, 'signal' | 'progress'>): Promise<SnapshotResult> {
  const bar = new SnapshotProgress();
  // The SDK's warning about old Node versions concerns developers, not users of the command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { takeSnapshot } = await withPackages('a snapshot of AWS', () => import('./snapshot.js'));
  try {
    return await untilInterrupted((signal) => takeSnapshot(out, { ...options, signal, progress: (file, made) => bar.show(file, made) }));
  } catch (error) {
    if (!(error instanceof UserError) || bar.made === 0) throw error;
    throw new UserError([...error.lines, `What was read is kept in ${out}; the same command goes on.`], error.exitCode);
  } finally {
    bar.clear();
  }
}

function metricsOf(text: string | undefined, mistakes: string[]): SnapshotOptions['metrics'] {
  if (text === undefined) return null;
  const ms = parseDuration(text) ?? 0;
  if (ms < METRICS_LEAST_MS || ms > parseDuration(METRICS_MOST)!)
    mistakes.push(`--metrics ${text}: write a duration from 1h to ${METRICS_MOST}, such as 7d: CloudWatch keeps no more`);
  return { text, ms };
}

function regionOf({ region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION }: SnapshotArguments, mistakes: string[]): string {
  const noRegion = region === undefined ? undefined : whyNoRegion(region);
  if (region === undefined) mistakes.push('Give --region, or set AWS_REGION.');
  else if (noRegion !== undefined) mistakes.push(`--region ${region}: ${noRegion}`);
  return region ?? '';
}

/** Returns the cluster's name; file names contain no ARN. */
function clusterOf(text: string, mistakes: string[]): string {
  const name = text.replace(/^arn:[\w-]+:ecs:[\w-]+:\d+:cluster\//, '');
  if (!/^[A-Za-z0-9][\w-]{0,254}$/.test(name))
    mistakes.push(`--cluster ${text}: it is no name of a cluster: letters, digits, - and _, 255 at most, or an ARN`);
  return name;
}

function endpointOf(text: string | undefined, mistakes: string[]): string | undefined {
  const isUrl = text !== undefined && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (text !== undefined && !isUrl) mistakes.push(`--endpoint ${text}: write http://HOST:PORT or https://HOST`);
  return text;
}

function takenText({ counts, made, fromBefore }: SnapshotResult, { cluster, region, out, metrics }: SnapshotArguments): string {
  const parts = [
    plural(counts.capacityProviders, 'capacity provider'),
    plural(counts.groups, 'Auto Scaling group'),
    plural(counts.instances, 'instance'),
    plural(counts.services, 'service'),
    plural(counts.tasks, 'task'),
    plural(counts.taskDefinitions, 'task definition'),
  ];
  const series =
    counts.series === null ? 'No metrics: --metrics 7d reads them.' : `Metrics of ${metrics}: ${numberText(counts.series, 0)} series.`;
  const before = fromBefore === 0 ? '' : `, ${numberText(fromBefore, 0)} had been made before`;
  return `${cluster} in ${region}: ${parts.join(', ')}.\n${series}\n${plural(made, 'call')}${before}. Written to ${out}.`;
}

const LINE_MS = 60_000;

/** Shows the current call: a line redrawn in place on a terminal, or one line per minute in a pipe. */
class SnapshotProgress {
  /** Completed calls. */
  made = 0;
  private readonly line = new RedrawnLine();
  private shownMs = performance.now();

  show(file: string, made: number): void {
    this.made = made;
    const text = `${numberText(made, 0)} calls made, now ${file}`;
    if (this.line.isOn) this.line.show(text);
    else if (performance.now() - this.shownMs >= LINE_MS) {
      this.shownMs = performance.now();
      process.stderr.write(`${text}\n`);
    }
  }

  clear(): void {
    this.line.clear();
  }
}
