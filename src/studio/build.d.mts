export function buildStudio(folder: string): Promise<void>;
