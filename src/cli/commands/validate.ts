import type { CommandModule } from 'yargs';
import { readScenario } from '../scenario-file.js';

export const validateCommand: CommandModule<object, { files: string[] }> = {
  command: 'validate <files..>',
  describe: 'Check scenarios and task definitions, and say what was understood',
  builder: (yargs) => yargs.positional('files', { type: 'string', array: true, demandOption: true }),
  handler: ({ files }) => {
    for (const file of files) process.stdout.write(`${file}: scenario ${readScenario(file).setup.name} is right\n`);
  },
};
