export function libraryJson(): string;
