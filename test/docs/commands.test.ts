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

The help of each command, as \`drydock COMMAND --help\` prints it. The [guide](../guide.md) says when to use which, [outputs.md](outputs.md) what they write, and the [README](../../README.md#use-it)
what exit codes mean.

${commandNames().map(section).join('\n')}`;
}

/** The page is written anew with `npx vitest run --project node test/docs/commands.test.ts -u`. */
describe('docs/reference/commands.md', () => {
  beforeAll(build, 300_000);

  it('has what the program says of each of its commands', async () => {
    await expect(page()).toMatchFileSnapshot(join(ROOT, 'docs/reference/commands.md'));
  }, 300_000);
});
