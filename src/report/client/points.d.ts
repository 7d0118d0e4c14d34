export function unpacked(datasets: readonly unknown[]): unknown[];
