/** Copies what a page runs into a build. */
export function copyPageScript(dist: string): void;
