import type { CommandModule } from 'yargs';
import { listInstanceTypes } from '../../catalog/instance-types.js';

export const catalogCommand: CommandModule = {
  command: 'catalog [types..]',
  describe: 'List instance types: sizes, registered memory, awsvpc limits, prices',
  handler: () => {
    process.stdout.write(`${JSON.stringify(listInstanceTypes(), null, 2)}\n`);
  },
};
