import { checkScenario } from '../../src/engine.js';

interface Found {
  readonly path: string;
  readonly message: string;
}

/** Checks a scenario as `drydock validate` does; gives what it refuses and what it warns of. */
export function checked(text: string): { readonly errors: readonly Found[]; readonly warnings: readonly Found[] } {
  const { errors = [], warnings = [] } = checkScenario(text, { file: 'scenario.yaml', read: () => undefined }) as unknown as Record<
    'errors' | 'warnings',
    Found[] | undefined
  >;
  return { errors, warnings };
}
