// The scaling curve as a picture, drawn by the project's own renderer.
import { fromDist } from './dist.mjs';

const { renderPng } = await fromDist('report/png/render.js');
const { look } = await fromDist('report/charts/palette.js');

/** Events a second over machines, both on logarithmic scales: a line a policy, and a dashed one for the other command. */
export function scalingPng(rows) {
  const policies = [...new Set(rows.map(({ policy }) => policy))];
  const datasets = policies.flatMap((policy, i) => {
    const own = rows.filter((row) => row.policy === policy);
    const { colour } = look(i);
    const line = { borderColor: colour, backgroundColor: colour, borderWidth: 2, pointRadius: 4, clip: 8 };
    const ours = { ...line, label: policy, data: points(own, 'eventsPerSecond') };
    const theirs = points(own, 'eventsPerSecondAgainst');
    const other = {
      ...line,
      label: `${policy}, the other command`,
      borderDash: [7, 4],
      pointBorderDash: [[7, 4]],
      backgroundColor: '#FFFFFF',
      data: theirs,
    };
    return theirs.length === 0 ? [ours] : [ours, other];
  });
  const axis = (text, more) => ({
    type: 'logarithmic',
    title: { display: true, text },
    ticks: { maxRotation: 0, autoSkipPadding: 14 },
    ...more,
  });
  const sizes = rows.map(({ machines }) => machines);
  const options = {
    layout: { padding: { top: 12, right: 24, bottom: 12, left: 12 } },
    plugins: {
      title: { display: true, text: 'Speed by size of the fleet', align: 'start', font: { size: 17, weight: 'bold' } },
      legend: { position: 'bottom', labels: { usePointStyle: true, pointStyle: 'line', pointStyleWidth: 40 } },
    },
    scales: {
      x: axis('machines', { min: Math.min(...sizes), max: Math.max(...sizes) }),
      y: axis('events a second'),
    },
  };
  const spec = {
    id: 'scaling',
    title: 'Speed by size of the fleet',
    description: '',
    config: { type: 'line', data: { datasets }, options },
  };
  return renderPng(spec, 900, 520);
}

function points(rows, key) {
  return rows.filter((row) => row[key] !== null).map((row) => ({ x: row.machines, y: row[key] }));
}
