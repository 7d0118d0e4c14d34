import { UserError } from '../../run/failure.js';
import { withPlausible } from '../../scenario/plausible/json-schema.js';
import { scenarioJsonSchema } from '../../scenario/schema.js';
import { instead } from '../../scenario/text/suggest.js';
import { optimiseJsonSchema } from '../optimise/file.js';
import { sweepJsonSchema } from '../sweep/file.js';

const SCHEMAS: Readonly<Record<string, () => object>> = {
  scenario: () => withPlausible(scenarioJsonSchema()),
  sweep: sweepJsonSchema,
  optimise: optimiseJsonSchema,
};

/** Returns the JSON Schema of a kind of file, for editors; of a scenario without a kind. */
export function schemaText(kind = ''): string {
  const name = kind === '' ? 'scenario' : kind;
  if (!Object.hasOwn(SCHEMAS, name))
    throw new UserError([`--schema ${kind}: there is no such schema${instead(kind, Object.keys(SCHEMAS))}`]);
  return `${JSON.stringify(SCHEMAS[name](), null, 2)}\n`;
}
