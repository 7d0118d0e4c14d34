/** The page's own script: draws every chart from the page's data, and again when the reader's system turns light or dark. */
export const SCRIPT = `
(function () {
  'use strict';
  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var charts = JSON.parse(document.getElementById('charts').textContent);
  var drawn = [];
  function draw() {
    drawn.forEach(function (chart) { chart.destroy(); });
    Chart.defaults.color = dark.matches ? '#d5dce4' : '#1f2933';
    Chart.defaults.borderColor = dark.matches ? '#303a44' : '#e3e8ee';
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Object.assign(Chart.defaults.elements.point, { borderDash: [] });
    drawn = charts.map(function (chart) {
      return new Chart(document.getElementById('chart-' + chart.id), structuredClone(chart.config));
    });
  }
  dark.addEventListener('change', draw);
  draw();
})();
`;
