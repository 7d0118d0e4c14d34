/** Unpacks the points of a chart's datasets: see charts/packed.ts for the format. */
export function unpacked(datasets) {
  const done = [];
  for (const { packed, ...dataset } of datasets) {
    if (packed === undefined) {
      done.push({ dataset });
      continue;
    }
    const xs = typeof packed.x === 'number' ? done[packed.x].xs : sums(packed.x);
    const ys = typeof packed.y === 'number' ? done[packed.y].ys : packed.y;
    done.push({ dataset: { ...dataset, data: xs.map((x, i) => ({ x, y: ys[i] })) }, xs, ys });
  }
  return done.map(({ dataset }) => dataset);
}

/** Positions from their differences in ten-thousandths. */
function sums(differences) {
  let at = 0;
  return differences.map((difference) => {
    at += difference;
    return at / 10_000;
  });
}
