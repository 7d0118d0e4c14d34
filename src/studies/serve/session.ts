import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { interrupted } from '../../cli/interrupts.js';
import { LiveCluster } from '../../endpoint/cluster/live-cluster.js';
import { atMost, BY_STEP, inRealTime, type Pace, settle } from '../../endpoint/cluster/pace.js';
import { Endpoint } from '../../endpoint/endpoint.js';
import { isEvery, isLoopback } from '../../endpoint/hosts.js';
import { headOf, readJournal, replay } from '../../endpoint/journal.js';
import { type Place, serve } from '../../endpoint/server.js';
import { timeName } from '../../run/checkpoints/checkpoint.js';
import { EXIT_FAILED, UserError, whyUnreadable } from '../../run/failure.js';
import type { ScenarioFile } from '../../run/scenario-file.js';

const log = (line: string) => {
  process.stderr.write(`${line}\n`);
};

/** Serves the scenario until the process is interrupted. */
export async function session(
  scenario: ScenarioFile,
  place: Place,
  { speed, journal: path }: { readonly speed: string; readonly journal: string | undefined },
): Promise<void> {
  const journal = path === undefined ? null : journalIn(path);
  const cluster = await LiveCluster.open(scenario);
  // A deployment that fails before the first one is complete has nothing to go back to.
  if (speed === 'max') await settle(cluster);
  const endpoint = new Endpoint(cluster, paceOf(speed), { log, journal: (entry) => journal?.write(entry) });
  const { address, close } = await serve(endpoint, place);
  journal?.begin(headOf(scenario.setup.name, scenario.setup.seed));
  process.stdout.write(`${scenario.setup.name}, simulated: ${address}\n`);
  process.stdout.write(`aws ecs describe-clusters --endpoint-url ${address}\n${answersText(place)} Ctrl-C ends it.\n`);
  if (!isLoopback(place.host)) log(warningOf(address));
  await interrupted();
  await close();
  journal?.write({ endMs: cluster.nowMs, digest: cluster.digest });
  journal?.close();
  process.stdout.write(endOf(cluster));
}

/** Makes the calls of a journal again, without a client. */
export async function replaySession(scenario: ScenarioFile, path: string): Promise<void> {
  const journal = readJournal(path);
  const { name, seed } = scenario.setup;
  if (journal.head.scenario !== name || journal.head.seed !== seed)
    throw new UserError([
      `${path}: its calls were made on the scenario ${journal.head.scenario} with seed ${journal.head.seed}, and this is ${name} with seed ${seed}`,
    ]);
  const cluster = await LiveCluster.open(scenario);
  await replay(new Endpoint(cluster, BY_STEP, { log, journal: () => {} }), journal);
  const { length } = journal.calls;
  process.stdout.write(`${length} call${length === 1 ? '' : 's'} made again. ${endOf(cluster)}`);
  if (journal.end !== null && journal.end.digest !== cluster.digest)
    throw new UserError([`${path}: the session ended with the digest ${journal.end.digest}`], EXIT_FAILED);
}

function answersText({ host, allowed = [] }: Place): string {
  if (isLoopback(host)) return 'It answers this machine alone.';
  const where = isEvery(host) ? 'any address of this machine' : host;
  return `It answers requests to ${[where, ...allowed].join(', ')}.`;
}

function warningOf(address: string): string {
  const port = new URL(address).port || '80';
  return `warning: no secret is checked: everybody who reaches port ${port} of this machine can drive the simulated cluster`;
}

function endOf({ nowMs, digest }: LiveCluster): string {
  return `Ended at ${timeName(nowMs)}. Digest: ${digest}\n`;
}

interface JournalFile {
  /** Takes the place of an earlier journal. */
  begin(head: object): void;
  write(value: object): void;
  close(): void;
}

/** A file that grows with each call, so that a session that is killed leaves its calls. A session that cannot begin leaves it as it was. */
function journalIn(path: string): JournalFile {
  try {
    const file = openSync(path, 'a');
    const write = (value: object) => void writeSync(file, `${JSON.stringify(value)}\n`);
    return {
      begin: (head) => {
        if (fstatSync(file).isFile()) ftruncateSync(file);
        write(head);
      },
      write,
      close: () => closeSync(file),
    };
  } catch (error) {
    throw new UserError([`--journal ${path}: ${whyUnreadable(error as NodeJS.ErrnoException)}`]);
  }
}

function paceOf(speed: string): Pace {
  if (speed === 'max') return atMost();
  return speed === 'step' ? BY_STEP : inRealTime(Number.parseFloat(speed), () => performance.now());
}
