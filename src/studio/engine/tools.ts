import { transform } from 'sucrase';
import { UserError } from '../../engine.js';
import { importScenario } from '../../import/import.js';
import { explain, watch } from '../fleet/watch.js';
import type { Handlers } from './handlers.js';
import { judgeLuck } from './luck.js';
import type { ToolKind } from './protocol.js';

/** Takes the types from a module and makes its imports calls of `require`. Throws the place of a slip. */
function compiled({ file, text }: { readonly file: string; readonly text: string }): string {
  try {
    return transform(text, { transforms: ['typescript', 'imports'], preserveDynamicImport: true, filePath: file }).code;
  } catch (error) {
    throw new UserError([(error as Error).message.replace(/^Error transforming [^:]*: /, `${file}: `)]);
  }
}

/** The requests that the second worker answers. */
export const tools: Handlers<ToolKind> = {
  watch,
  explain,
  judge: ({ now, before, seed }) => judgeLuck(now, before, seed),
  compile: compiled,
  import: ({ files }) => {
    const inputs = Object.entries(files).map(([file, text]) => ({ file, text }));
    const { scenario = null, findings, mistakes } = importScenario(inputs);
    return { scenario, findings, mistakes };
  },
};
