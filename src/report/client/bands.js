/** Marks of a line are left out of a view in which they would cover it. */
const MARKS_MAX = 80;
/** More bands would hide each other. */
const BANDS_MAX = 2;
const SHADE = '33';

/**
 * Datasets for a view of the whole run: a line that swings too often for the width of a chart becomes its mean with a band from least to
 * greatest. Stacked areas, and more than two lines, keep the mean alone.
 */
export function banded(datasets, isStacked) {
  const count = datasets.filter(({ band }) => band !== undefined).length;
  if (count === 0) return datasets;
  return datasets.flatMap((dataset) => {
    const { band, ...plain } = dataset;
    if (band === undefined) return plain.showLine === false && plain.data.length > MARKS_MAX ? [] : [plain];
    const points = (values) => band.x.map((x, i) => ({ x, y: values[i] }));
    const data = band.x.map((x, i) => ({ x, y: band.mean[i], low: band.low[i], high: band.high[i] }));
    if (isStacked || count > BANDS_MAX) return [{ ...plain, data, stepped: false, fill: isStacked && plain.fill }];
    const edge = { borderWidth: 0, pointRadius: 0, pointHoverRadius: 0, pointStyle: false, isEdge: true };
    const colour = plain.borderColor + SHADE;
    return [
      { ...plain, data, stepped: false, fill: false, borderWidth: 2 },
      { ...edge, data: points(band.high), fill: '+1', backgroundColor: colour, borderColor: colour },
      { ...edge, data: points(band.low), fill: false, backgroundColor: colour, borderColor: colour },
    ];
  });
}

/** The edges of a band are no lines of their own: neither in the legend nor under the pointer. */
export function isLine({ datasetIndex }, { datasets }) {
  return datasets[datasetIndex].isEdge !== true;
}
