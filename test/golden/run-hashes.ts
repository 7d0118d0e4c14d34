import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { execute } from '../../src/run/execute.js';
import type { RunDirectory } from '../../src/run/run-directory.js';
import type { ScenarioFile } from '../../src/run/scenario-file.js';
import { engineVersion } from '../../src/run/engine-version.js';
import type { ChartFiles } from '../../src/run/write-charts.js';
import { writeRun } from '../../src/run/write-run.js';
import { runText } from '../../src/report/terminal.js';

const ROOT = join(import.meta.dirname, '../..');
/** Small pictures: drawing is most of the time. */
const CHARTS: ChartFiles = { formats: ['png', 'svg', 'csv'], size: { width: 400, height: 200 } };

/** Groups of the files of a run directory, by the first pattern that fits. */
const GROUPS: readonly [name: string, pattern: RegExp][] = [
  ['charts', /^charts\//],
  ['events', /events\.csv$|\.jsonl$/],
  ['csv', /\.csv$/],
  ['json', /\.json$/],
  ['yaml', /\.yaml$/],
  ['page', /\.html$/],
  ['terminal', /^terminal\.txt$/],
];

/** A run directory in memory: keeps hashes instead of files. */
class HashedDirectory {
  readonly path = ROOT;
  private readonly streams = new Map<string, ReturnType<typeof createHash>>();
  private readonly hashes = new Map<string, string>();

  stream(name: string) {
    const hash = createHash('sha256');
    this.streams.set(name, hash);
    return {
      write: (chunk: string | Uint8Array) => {
        hash.update(chunk);
        return true;
      },
    };
  }

  file(name: string, content: string | Uint8Array): void {
    const text = typeof content === 'string' ? comparable(name, content) : content;
    this.hashes.set(name, createHash('sha256').update(text).digest('hex'));
  }

  drain(): undefined {}

  /** A short hash for each group of files, over names and contents. */
  groups(): string {
    for (const [name, hash] of this.streams) this.hashes.set(name, hash.digest('hex'));
    const files = [...this.hashes].sort(([a], [b]) => (a < b ? -1 : 1));
    return GROUPS.map(([group, pattern]) => {
      const members = files.filter(([name]) => GROUPS.find(([, other]) => other.test(name))?.[1] === pattern);
      return `${group} ${createHash('sha256').update(JSON.stringify(members)).digest('hex').slice(0, 12)}`;
    }).join(' ');
  }
}

/** The content without what may change from one build to the next: version and build, paths of this checkout, and the scripts that a page carries with the hashes that allow them. */
function comparable(name: string, content: string): string {
  const text = content.replaceAll(engineVersion(), 'VERSION').replaceAll(ROOT, 'ROOT');
  if (!name.endsWith('.html')) return text;
  return text.replace(/<script>[^]*?<\/script>/g, '').replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
}

/** The digest of a run and the hashes of everything that its directory would hold. */
export async function hashesOf(scenario: ScenarioFile): Promise<string> {
  const directory = new HashedDirectory();
  const to = directory as unknown as RunDirectory;
  const run = await execute(scenario, { directory: to, withEvents: true, withEcsEvents: true });
  await writeRun(run, scenario, { directory: to, prefix: '', command: 'COMMAND', charts: CHARTS });
  directory.file('terminal.txt', runText(run, { width: 120, hasColour: false }));
  return `${run.identity.digest} events ${run.identity.events} ${directory.groups()}`;
}
