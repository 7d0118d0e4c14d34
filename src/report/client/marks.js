import { COLOURS } from './palette.js';

/** The chart.js plugin that draws `data.marks` across a chart over time: a dashed line, and a shaded area for a period. */
export const marks = {
  id: 'marks',
  beforeDatasetsDraw(chart) {
    const { ctx, data, chartArea: area, scales } = chart;
    if (data.marks === undefined) return;
    ctx.save();
    ctx.beginPath();
    ctx.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
    ctx.clip();
    // The same colour on paper and on a dark page.
    ctx.strokeStyle = COLOURS.vermillion.light;
    ctx.fillStyle = COLOURS.vermillion.light;
    ctx.lineWidth = 1;
    ctx.setLineDash([4, 3]);
    for (const { x, to } of data.marks) {
      const left = scales.x.getPixelForValue(x);
      if (to !== null) {
        ctx.globalAlpha = 0.08;
        ctx.fillRect(left, area.top, scales.x.getPixelForValue(to) - left, area.bottom - area.top);
      }
      ctx.globalAlpha = 1;
      ctx.beginPath();
      ctx.moveTo(left, area.top);
      ctx.lineTo(left, area.bottom);
      ctx.stroke();
    }
    ctx.restore();
  },
};

/** Texts of the marks near a position on the time axis. */
export function marksNear(chart, x, nearPx) {
  const { marks: all = [] } = chart.data;
  const px = (value) => chart.scales.x.getPixelForValue(value);
  return all.filter((mark) => Math.abs(px(mark.x) - x) <= nearPx).map((mark) => mark.text);
}
