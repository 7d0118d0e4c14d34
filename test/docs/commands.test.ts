import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { built } from '../built.js';
import { ROOT } from './page.js';

const { program, build } = built('commands-page-test');

/** What the program prints in a pipe, where it takes 100 columns. */
function help(...command: string[]): string {
  const { stdout } = spawnSync(process.execPath, [program, ...command, '--help'], { encoding: 'utf8' });
  return stdout.trimEnd();
}

/** Names of the commands, in the order in which the program lists them. */
function commandNames(): string[] {
  return [...help().matchAll(/^ {2}drydock (\w+)/gm)].map((match) => match[1]!);
}

function section(name: string): string {
  return `## drydock ${name}\n\n\`\`\`text\n${help(name)}\n\`\`\`\n`;
}

function page(): string {
  return `# Commands

What each command takes, as \`drydock COMMAND --help\` says it; this page is made from that. What to use them for is told by wish in the [guide](guide.md), what they write in [outputs.md](outputs.md), and what exit codes mean in the
[README](../README.md#use-it).

${commandNames().map(section).join('\n')}`;
}

/** The page is written anew with `npx vitest run --project node test/docs/commands.test.ts -u`. */
describe('docs/commands.md', () => {
  beforeAll(build, 300_000);

  it('has what the program says of each of its commands', async () => {
    await expect(page()).toMatchFileSnapshot(join(ROOT, 'docs/commands.md'));
  }, 300_000);
});
