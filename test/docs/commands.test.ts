import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drydock } from '../cli/in-process.js';
import { ROOT } from './page.js';

/** What the program prints in a pipe, where it takes 100 columns. */
async function help(...command: string[]): Promise<string> {
  const { stdout } = await drydock([...command, '--help'], { cwd: ROOT });
  return stdout.trimEnd();
}

/** Names of the commands, in the order in which the program lists them. */
async function commandNames(): Promise<string[]> {
  return [...(await help()).matchAll(/^ {2}drydock (\w+)/gm)].map((match) => match[1]!);
}

async function section(name: string): Promise<string> {
  return `## drydock ${name}\n\n\`\`\`text\n${await help(name)}\n\`\`\`\n`;
}

async function page(): Promise<string> {
  const sections = await Promise.all((await commandNames()).map(section));
  return `# Commands

What each command takes, as \`drydock COMMAND --help\` says it; this page is made from that. What to use them for is told by wish in the [guide](guide.md), what they write in [outputs.md](outputs.md), and what exit codes mean in the
[README](../README.md#use-it).

${sections.join('\n')}`;
}

/** The page is written anew with `npx vitest run --project node test/docs/commands.test.ts -u`. */
describe('docs/commands.md', () => {
  it('has what the program says of each of its commands', async () => {
    await expect(await page()).toMatchFileSnapshot(join(ROOT, 'docs/commands.md'));
  });
});
