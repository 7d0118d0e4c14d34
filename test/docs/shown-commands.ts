import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM } from '../built.js';
import { drydock } from '../cli/in-process.js';
import { pageText, ROOT } from './page.js';

/** A command in a fenced block of a page. */
export interface ShownCommand {
  readonly page: string;
  readonly command: string;
  /** Lines of what it prints, in their order; there may be others between them. */
  readonly lines: readonly string[];
}

/** Pages with commands for readers; the page of all commands is made from the program itself. */
export const PAGES = [
  'README.md',
  ...(readdirSync(join(ROOT, 'docs'), { recursive: true }) as string[])
    .filter((file) => file.endsWith('.md') && file !== 'reference/commands.md')
    .map((file) => `docs/${file}`)
    .sort(),
];

/** Every line of `sh` blocks is a command; in other blocks what follows `$ ` is one, and the lines after it are what it prints. */
export function commandsOf(page: string): ShownCommand[] {
  const blocks = pageText(page).matchAll(/^```(\w*)\n([\s\S]*?)^```/gm);
  return [...blocks].flatMap(([, language = '', block = '']) => {
    const text = block.replaceAll(/\\\n\s*/g, '').trimEnd();
    if (language === 'sh') return text.split('\n').map((command) => ({ page, command, lines: [] }));
    return text.split(/^\$ /m).flatMap((part, i) => {
      const [command = '', ...lines] = part.trimEnd().split('\n');
      return i === 0 ? [] : [{ page, command, lines }];
    });
  });
}

/** What a reader of a page has before its first command. */
const FIRST: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['cp test/fixtures/docs/* .'],
  'docs/algorithms.md': ["sed -n '/^```ts/,/^```/{//!p}' docs/algorithms.md > balanced.ts"],
  'docs/import.md': [
    'cp test/fixtures/docs/* .',
    'npx drydock export scenarios/scaling/headroom.yaml --at 3h --out shop',
    'cp -r shop week',
  ],
  'docs/snapshot.md': ['npx drydock export scenarios/scaling/headroom.yaml --at 3h --out shop'],
};

const AWS = 'needs an AWS account';
const SNAPSHOT = `${AWS}; test/snapshot runs it against a server of its own`;

/** Commands that are run elsewhere or nowhere, by page and by what is in them, and why. */
export const NOT_HERE: readonly (readonly [page: string, part: string, why: string])[] = [
  ['docs/backtest.md', '--fit timings', 'test/system/fit.test.ts does it and holds the page against it'],
  ['docs/bounds.md', 'vms.csv.gz', 'the trace is that of Azure, which test/data/azure-replay.test.ts bounds'],
  ['docs/course.md', 'npx drydock run', 'test/docs/course.test.ts runs them for their figures'],
  ['docs/misconceptions.md', 'npx drydock run', 'test/docs/teaching.test.ts runs them for their figures'],
  ['docs/distributed.md', 'aws ', AWS],
  ['docs/distributed.md', 'docker ', 'needs Docker'],
  ['docs/distributed.md', 'openssl', 'a password for what is made in AWS'],
  ['docs/distributed.md', 'backlog.sh', AWS],
  ['docs/distributed.md', 'export CLUSTER', AWS],
  [
    'docs/import.md',
    '--observed week',
    'needs the metrics of a real snapshot; test/cli/recorded-path.test.ts goes this way with those of a simulated one',
  ],
  ['docs/guide.md', 'shop', 'test/docs/planner.test.ts does them and holds the page against their files'],
  ['docs/import.md', 'terraform ', 'needs Terraform and an account'],
  ['docs/import.md', 'drydock snapshot', SNAPSHOT],
  ['docs/snapshot.md', 'drydock snapshot', SNAPSHOT],
  ['docs/studio.md', 'drydock studio', 'serves until it is ended, from a build of the studio; test/system/studio.test.ts does it'],
  [
    'docs/speed.md',
    'npm run --silent bench',
    'minutes each, on a machine that does nothing else; test/bench tests how they are asked and what they print',
  ],
  ['docs/serve.md', '', 'test/system/serve-runbooks.test.ts does the runbooks, with a server of its own'],
  ['docs/speed.md', 'npx tsc', 'the build of another commit, to measure'],
];

/** Commands that take minutes, or run a week of the headline scenarios, by page and by what is in them: `npm run test:long`. */
export const LONG: readonly (readonly [page: string, part: string])[] = [
  ['README.md', 'roomiest.mjs'],
  ['README.md', 'run scenarios/headline/binpack-100.yaml'],
  ['docs/advise.md', 'drydock advise'],
  ['docs/algorithms.md', 'scenarios/headline'],
  ['docs/bounds.md', 'scenarios/headline'],
  ['docs/experiments.md', 'drydock'],
  ['docs/forks.md', 'drydock'],
  ['docs/guide.md', 'compare scenarios/headline'],
  ['docs/incidents.md', 'scenarios/headline'],
  ['docs/uncertainty.md', '--uncertain'],
];

/** Commands of a queue: they need a redis-server. */
export const QUEUE: readonly (readonly [page: string, part: string])[] = [['docs/distributed.md', '127.0.0.1']];

export function isListed({ page, command }: ShownCommand, list: readonly (readonly [string, string, string?])[]): boolean {
  return list.some(([listed, part]) => listed === page && command.includes(part));
}

/** In a shell in which `npx drydock` is the program of this checkout, in the folder of the page. */
export function shell(command: string, cwd: string) {
  const shim = 'npx() { shift; "$NODE" "$PROGRAM" "$@"; }';
  const env = { ...process.env, NODE: process.execPath, PROGRAM, ROOT };
  return spawnSync('bash', ['-o', 'pipefail', '-c', `${shim}\n${command}`], { cwd, encoding: 'utf8', env });
}

/** A command that needs no shell, as words, and the file that it prints into; undefined of another. */
function plainWords(command: string): { readonly words: string[]; readonly into: string | undefined } | undefined {
  const plain = /^npx drydock((?: (?:'[^']*'|"[^"$`\\]*"|[\w./:=,@%+-]+|[\w.=-]+'[^']*'))+)(?: > ([\w.-]+))?(?: +#.*)?$/;
  const [, text, into] = plain.exec(command) ?? [];
  const words = text?.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)?.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
  return words && { words, into };
}

/** In this process where no shell is needed. */
async function answerOf(command: string, cwd: string) {
  const plain = plainWords(command);
  if (plain === undefined) return shell(command, cwd);
  const answer = await drydock(plain.words, { cwd });
  if (plain.into === undefined) return answer;
  writeFileSync(join(cwd, plain.into), answer.stdout);
  return { ...answer, stdout: '' };
}

/** Runs them page by page, in the order of each page, in a checkout of its own: later ones read what earlier ones wrote. */
export function runsWhatPagesShow(commands: readonly ShownCommand[]): void {
  describe.each([...new Set(commands.map(({ page }) => page))])('%s', (page) => {
    const cwd = mkdtempSync(join(tmpdir(), 'drydock-page-'));
    beforeAll(async () => {
      for (const folder of ['docs', 'scenarios', 'test']) symlinkSync(join(ROOT, folder), join(cwd, folder));
      for (const command of FIRST[page] ?? []) expect((await answerOf(command, cwd)).stderr).toBe('');
    });
    afterAll(() => rmSync(cwd, { recursive: true, force: true }));

    it.each(commands.filter((shown) => shown.page === page).map((shown) => [shown.command, shown.lines] as const))(
      '%s',
      async (command, lines) => {
        const wanted = Number(/ # exit code (\d)$/.exec(command)?.[1] ?? 0);
        const { status, stdout, stderr } = await answerOf(command, cwd);
        expect({ status, stderr: wanted === 0 ? withoutProgress(stderr) : '' }).toEqual({ status: wanted, stderr: '' });
        expect(withinIts(wanted === 0 ? stdout : stderr, lines)).toEqual(lines);
      },
      600_000,
    );
  });
}

/** A slow machine has experiments report how far they are. */
function withoutProgress(stderr: string): string {
  return stderr.replaceAll(/^\d[\d,]* of [\d,]+ runs, [\d.,]+ runs\/s, .* left\n/gm, '');
}

/** Those of the lines that are in the text, in this order. */
function withinIts(text: string, lines: readonly string[]): string[] {
  const printed = text.split('\n');
  let at = 0;
  return lines.filter((line) => {
    const next = printed.indexOf(line, at);
    if (next >= 0) at = next + 1;
    return next >= 0;
  });
}
