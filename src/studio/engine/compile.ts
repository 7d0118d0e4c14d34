import { transform } from 'sucrase';
import { UserError } from '../../engine.js';

/** Takes the types from a module and makes its imports calls of `require`. Throws the place of a slip. */
export function compiled({ file, text }: { readonly file: string; readonly text: string }): string {
  try {
    return transform(text, { transforms: ['typescript', 'imports'], preserveDynamicImport: true, filePath: file }).code;
  } catch (error) {
    throw new UserError([(error as Error).message.replace(/^Error transforming [^:]*: /, `${file}: `)]);
  }
}
