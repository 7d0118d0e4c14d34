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

The help of each command, as \`drydock COMMAND --help\` prints it. The [guide](../guide.md) says when to use which, and [outputs.md](outputs.md) what they write.

Exit code 0: success; 1: the simulation failed, or an [expectation](scenario/expectations.md) of the scenario; 2: the input is wrong; 130: interrupted. \`--json\` prints JSON. \`--out DIR\` replaces earlier results or an empty directory, nothing else, and only at the end of the run.

${sections.join('\n')}`;
}

/** The page is written anew with `npx vitest run --project node test/docs/commands.test.ts -u`. */
describe('docs/reference/commands.md', () => {
  it('has the help of each command', async () => {
    await expect(await page()).toMatchFileSnapshot(join(ROOT, 'docs/reference/commands.md'));
  });
});
