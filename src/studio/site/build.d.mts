/** Returns the number of pages. */
export function buildSite(folder: string): Promise<number>;
