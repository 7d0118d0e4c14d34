import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Argv } from 'yargs';
import { QUEUE_OPTIONS, queuePatienceOf, runTimeoutOf } from '../../cli/queue-options.js';
import { flag, ofText, ofTexts } from '../../cli/scenario-options.js';
import type { WordsOf } from '../../cli/words.js';
import { plural } from '../../kernel/quantity-text.js';
import { EXIT_INTERRUPTED, UserError, whyUnreadable } from '../failure.js';
import { sha256File } from '../hashes.js';
import type { Materials } from '../jobs/job-worker.js';
import { withPackages } from '../optional-packages.js';
import { runPolicyOf } from '../policies.js';
import { type QueueUrl, queueUrlOf } from './queue-url.js';
import type { WorkerCounts } from './queue-worker.js';

const CONCURRENCY_MAX = 1024;
const REPORT_MS = 60_000;
/** The share for runs of the time that a stopped container has (30 s). */
const GRACE_MS = 20_000;

const builder = (yargs: Argv) =>
  yargs
    .option('queue', ofText('redis://HOST:PORT, with TLS rediss://; default: $DRYDOCK_QUEUE'))
    .option('concurrency', ofText('Runs at a time (default: one a processor)'))
    .option('policy', ofTexts('Module of a policy that runs may name; may be repeated'))
    .option('trace', ofTexts('Trace that runs may name; may be repeated'))
    .option('backlog', flag('Only print how many runs wait or are at work'))
    .option('queue-patience', { ...QUEUE_OPTIONS['queue-patience'], describe: 'How long to look for a lost Redis' })
    .option('run-timeout', QUEUE_OPTIONS['run-timeout']);

type WorkerArguments = WordsOf<typeof builder>;

export const workerCommand = {
  builder,
  handler: async (words: WorkerArguments) => {
    const { url, concurrency, patienceMs, timeoutMs, materials } = await read(words);
    if (words.backlog) {
      const { backlogOf } = await withPackages('a queue of runs', () => import('./backlog.js'));
      process.stdout.write(`${await backlogOf({ url, patienceMs, report: printLine })}\n`);
      return;
    }
    const { serveQueue } = await withPackages('a queue of runs', () => import('./queue-worker.js'));
    const stop = stopping();
    const report = new Report();
    const options = {
      url,
      concurrency,
      patienceMs,
      timeoutMs,
      materials,
      report: printLine,
      ...stop,
      onCount: (counts: WorkerCounts) => report.onCount(counts),
    };
    try {
      await serveQueue(options);
    } finally {
      report.close();
    }
    process.exitCode = EXIT_INTERRUPTED;
  },
};

interface Read {
  readonly url: QueueUrl;
  readonly concurrency: number;
  readonly patienceMs: number;
  readonly timeoutMs: number | null;
  readonly materials: Materials;
}

async function read({
  queue = process.env.DRYDOCK_QUEUE,
  concurrency,
  policy,
  trace,
  queuePatience: patience,
  runTimeout: timeout,
}: WorkerArguments): Promise<Read> {
  const mistakes: string[] = [];
  if (queue === undefined || queue === '')
    mistakes.push('a worker takes its runs from a queue: give --queue redis://HOST:PORT, or set DRYDOCK_QUEUE');
  const url = queue === undefined || queue === '' ? null : queueUrlOf(queue, mistakes);
  const threads = concurrency === undefined ? availableParallelism() : Number(concurrency);
  if (!Number.isInteger(threads) || threads < 1 || threads > CONCURRENCY_MAX)
    mistakes.push(`--concurrency ${concurrency}: write a whole number from 1 to ${CONCURRENCY_MAX}`);
  const patienceMs = queuePatienceOf({ queuePatience: patience }, mistakes);
  const timeoutMs = runTimeoutOf({ runTimeout: timeout }, mistakes);
  const materials = await givenMaterials({ policies: policy, traces: trace }, mistakes);
  if (url === null || mistakes.length > 0) throw new UserError(mistakes);
  return { url, concurrency: threads, patienceMs, timeoutMs, materials };
}

/** Ctrl-C: finish; a second one gives runs back. SIGTERM, which stops containers: finish as many runs as its time allows. */
function stopping(): { finish: AbortSignal; giveBack: AbortSignal } {
  const [finish, giveBack] = [new AbortController(), new AbortController()];
  process.on('SIGINT', () => {
    if (giveBack.signal.aborted) process.exit(EXIT_INTERRUPTED);
    if (finish.signal.aborted) giveBack.abort();
    else printLine('finishing what runs; Ctrl-C once more gives it back to the queue');
    finish.abort();
  });
  process.on('SIGTERM', () => {
    printLine(`finishing the current runs; those not done in ${GRACE_MS / 1000} s go back to the queue`);
    finish.abort();
    setTimeout(() => giveBack.abort(), GRACE_MS).unref();
  });
  return { finish: finish.signal, giveBack: giveBack.signal };
}

/** Prints at most one line a minute, if something has changed. */
class Report {
  private counts: WorkerCounts = { done: 0, failed: 0, refused: 0 };
  private shown = this.counts;
  private readonly timer = setInterval(() => this.show(), REPORT_MS);

  onCount(counts: WorkerCounts): void {
    this.counts = counts;
  }

  close(): void {
    clearInterval(this.timer);
    this.show();
  }

  private show(): void {
    if (this.counts === this.shown) return;
    this.shown = this.counts;
    const { done, failed, refused } = this.counts;
    printLine(
      `${plural(done + failed, 'run')} done${failed > 0 ? `, ${failed} of them failed` : ''}${refused > 0 ? `, ${refused} refused` : ''}`,
    );
  }
}

function printLine(line: string): void {
  console.error(line);
}

/** Returns the files given to a worker, by content: runs may refer to them. Adds mistakes to the list. */
async function givenMaterials(
  { policies, traces }: { readonly policies: readonly string[]; readonly traces: readonly string[] },
  mistakes: string[],
): Promise<Materials> {
  const modules: Record<string, string> = {};
  for (const word of policies) {
    const policy = await runPolicyOf(word, mistakes);
    if (policy?.module) modules[policy.module.sha256] = resolve(policy.module.path);
    else if (policy !== null) mistakes.push(`--policy ${word}: every worker has it; name modules of your own, by path`);
  }
  const files: Record<string, string> = {};
  for (const path of traces) {
    const hash = await sha256File(path).catch(
      (error: NodeJS.ErrnoException) => void mistakes.push(`--trace ${path}: ${whyUnreadable(error)}`),
    );
    if (hash !== undefined) files[hash] = resolve(path);
  }
  return { modules, traces: files };
}
