export function toSummary(rows: readonly object[]): string[];
