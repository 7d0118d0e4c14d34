import type { CommandModule } from 'yargs';
import { scenarioJsonSchema } from '../../scenario/schema.js';
import { optimiseJsonSchema } from '../optimise/file.js';
import { sweepJsonSchema } from '../sweep/file.js';

export const schemaCommand: CommandModule<object, { sweep: boolean; optimise: boolean }> = {
  builder: (yargs) =>
    yargs
      .option('sweep', { type: 'boolean', default: false, describe: 'Of a sweep file' })
      .option('optimise', { type: 'boolean', default: false, describe: 'Of an optimisation file' })
      .example('$0 schema > drydock.schema.json', 'then begin a scenario with "$schema: ./drydock.schema.json"'),
  handler: ({ sweep, optimise }) => {
    process.stdout.write(sweep ? jsonText(sweepJsonSchema()) : optimise ? jsonText(optimiseJsonSchema()) : schemaText());
  },
};

export function schemaText(): string {
  return jsonText(scenarioJsonSchema());
}

function jsonText(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
