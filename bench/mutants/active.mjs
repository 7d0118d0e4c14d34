// The switch of mutants in a process: DRYDOCK_MUTANT is the one that is on. Imported before the engine.
const active = Number(process.env.DRYDOCK_MUTANT ?? -1);

globalThis.mutantsPassed ??= new Set();
/** Ids of the places that were passed since this was cleared. */
export const passed = globalThis.mutantsPassed;

globalThis.mutantIs = (id) => {
  passed.add(id);
  return id === active;
};
