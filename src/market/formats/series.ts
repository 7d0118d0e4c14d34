/** What a file tells of some pools: those of a type, of a zone, of both, or all. An empty name is any. */
export interface ForPools {
  readonly typeName: string;
  readonly zoneName: string;
}

/** What is told of a pool: what names its type and zone goes before what names the type, that before the zone, that before all. */
export function seriesFor<T extends ForPools>(series: readonly T[], typeName: string, zoneName: string): T | undefined {
  const find = (type: string, zone: string) => series.find((one) => one.typeName === type && one.zoneName === zone);
  return find(typeName, zoneName) ?? find(typeName, '') ?? find('', zoneName) ?? find('', '');
}

/** A series for each type and zone that a file names, in the order of their first rows. */
export class SeriesTable<T extends ForPools> {
  readonly all: T[] = [];
  private readonly known = new Map<string, T>();

  constructor(private readonly begin: (pools: ForPools) => T) {}

  of(typeName: string, zoneName: string): T {
    const key = `${typeName}/${zoneName}`;
    let series = this.known.get(key);
    if (series === undefined) {
      series = this.begin({ typeName, zoneName });
      this.known.set(key, series);
      this.all.push(series);
    }
    return series;
  }
}
