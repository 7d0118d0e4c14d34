export function banded<Dataset>(datasets: readonly Dataset[], isStacked: boolean): Dataset[];
export function isLine(item: { readonly datasetIndex?: number | undefined }, data: object): boolean;
