import load, { type Highs } from 'highs';

/** The package's types describe its CommonJS form, where the loader is a property; as a module it is the default export itself. */
const loader = load as unknown as typeof load.default;
let loading: Promise<Highs> | null = null;

/** Loads the HiGHS solver; reads its WebAssembly once per process. */
export function loadSolver(): Promise<Highs> {
  loading ??= loader();
  return loading;
}
