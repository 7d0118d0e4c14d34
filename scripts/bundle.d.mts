/** Makes `bin` of a build in an absolute folder; `hash` is what it tells as its identity. */
export function bundleOf(dist: string, hash: string): Promise<unknown>;
