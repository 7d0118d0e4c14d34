import type { CommandModule } from 'yargs';
import { scenarioJsonSchema } from '../../scenario/schema/scenario.js';

export const schemaCommand: CommandModule = {
  command: 'schema',
  describe: 'Print the JSON Schema of a scenario, for editors',
  builder: (yargs) => yargs.example('$0 schema > drydock.schema.json', 'then begin a scenario with "$schema: ./drydock.schema.json"'),
  handler: () => {
    process.stdout.write(schemaText());
  },
};

export function schemaText(): string {
  return `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
}
