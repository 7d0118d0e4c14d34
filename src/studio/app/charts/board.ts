import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  SubTitle,
  Title,
  Tooltip,
} from 'chart.js';
import type { ChartSpec } from '../../../report/charts/chart-spec.js';
import { applyTheme, dressed, prepareCharts, showStretch, sizeForPaper } from '../../../report/client/charts.js';
import { Pointer } from '../../../report/client/pointer.js';
import { View } from '../../../report/client/view.js';

Chart.register(
  ...[BarController, BarElement, CategoryScale, Filler, Legend, LinearScale, LineController, LineElement],
  ...[LogarithmicScale, PointElement, SubTitle, Title, Tooltip],
);
// The scripts of report/client take chart.js from the page, as in a report.
Object.assign(globalThis, { Chart });

interface Drawn {
  spec: ChartSpec;
  readonly chart: Chart;
  readonly canvas: HTMLCanvasElement;
  /** Has data that are not drawn yet, because it is out of sight. */
  isDue: boolean;
}

/** The pointer of a report, which also gives the page the moment under it. */
class SharedPointer extends Pointer {
  onPoint: (atMs: number) => void = () => {};

  override point(atMs: number): void {
    super.point(atMs);
    this.onPoint?.(atMs);
  }

  /** The moment stays when the pointer leaves. */
  override left(): void {
    this.tip.hidden = true;
  }
}

/** The charts of the page. A chart out of sight is drawn when it comes into sight. */
export class Board {
  private readonly drawn = new Map<string, Drawn>();
  private readonly view = new View(0);
  private pointer: SharedPointer;
  private isDark = false;
  private atMs: number | null = null;
  private readonly inSight = new Set<Element>();
  private readonly watcher: IntersectionObserver;

  constructor(private readonly onPoint: (atMs: number) => void) {
    prepareCharts();
    this.pointer = this.newPointer();
    this.view.listeners.push(() => this.showStretch());
    this.watcher = new IntersectionObserver((entries) => this.onSight(entries), { rootMargin: '300px' });
  }

  /** Draws the charts of a run, each into its canvas. */
  show(specs: readonly ChartSpec[], canvases: ReadonlyMap<string, HTMLCanvasElement>, isDark: boolean): void {
    if (isDark !== this.isDark) this.clear();
    this.isDark = isDark;
    applyTheme(isDark);
    const endMs = Math.max(0, ...specs.map(({ time }) => time?.spanMs ?? 0));
    if (endMs !== this.view.endMs) Object.assign(this.view, { endMs, fromMs: 0, toMs: endMs });
    for (const [id, one] of this.drawn)
      if (canvases.get(id) !== one.canvas || !specs.some((spec) => spec.id === id && spec.config.type === one.spec.config.type))
        this.remove(id);
    for (const spec of specs) this.showOne(spec, canvases.get(spec.id)!);
    this.mark(this.atMs);
  }

  /** Marks a moment on all charts. */
  mark(atMs: number | null): void {
    this.atMs = atMs;
    const { onPoint } = this.pointer;
    this.pointer.onPoint = () => {};
    if (atMs !== null) this.pointer.point(atMs);
    this.pointer.onPoint = onPoint;
  }

  /** Paper shows all charts, also those out of sight. */
  drawForPaper(): void {
    this.redrawDue(() => true);
    for (const { chart } of this.drawn.values()) sizeForPaper(chart);
  }

  drawForScreen(): void {
    for (const { chart } of this.drawn.values()) {
      chart.options.devicePixelRatio = undefined;
      chart.resize();
    }
  }

  clear(): void {
    for (const id of [...this.drawn.keys()]) this.remove(id);
    this.pointer.quit.abort();
    this.pointer = this.newPointer();
  }

  private newPointer(): SharedPointer {
    const pointer = new SharedPointer(this.view, []);
    pointer.onPoint = this.onPoint;
    return pointer;
  }

  private showOne(spec: ChartSpec, canvas: HTMLCanvasElement): void {
    const before = this.drawn.get(spec.id);
    if (before !== undefined) {
      before.spec = spec;
      const pointed = this.pointer.drawn.find(({ chart }) => chart === before.chart);
      if (pointed !== undefined) pointed.spec = spec;
      if (this.inSight.has(canvas)) this.redraw(before);
      else before.isDue = true;
      return;
    }
    if (spec.heightPx !== undefined) canvas.parentElement!.style.height = `${spec.heightPx}px`;
    const chart = new Chart(canvas, {
      type: spec.config.type,
      data: { datasets: [] },
      options: { maintainAspectRatio: false },
    });
    const one: Drawn = { spec, chart, canvas, isDue: true };
    this.drawn.set(spec.id, one);
    this.watcher.observe(canvas);
  }

  private redraw(one: Drawn): void {
    const { spec, chart } = one;
    one.isDue = false;
    const { data, options } = dressed(spec, this.isDark);
    chart.data = data;
    chart.options = options;
    if (spec.time !== undefined && !this.view.isWhole) showStretch(chart, spec.time, this.view);
    else chart.update('none');
    if (spec.time !== undefined && !this.pointer.drawn.some((other) => other.chart === chart)) {
      const pointed = { chart, spec, atMs: null };
      this.pointer.drawn.push(pointed);
      this.pointer.watch(pointed);
    }
  }

  private remove(id: string): void {
    const { chart, canvas } = this.drawn.get(id)!;
    this.watcher.unobserve(canvas);
    this.inSight.delete(canvas);
    this.pointer.drawn = this.pointer.drawn.filter((one) => one.chart !== chart);
    for (const overlay of canvas.parentElement?.querySelectorAll('.cursor, .picked') ?? []) overlay.remove();
    chart.destroy();
    this.drawn.delete(id);
  }

  private showStretch(): void {
    for (const one of this.drawn.values()) {
      if (one.spec.time === undefined) continue;
      if (this.inSight.has(one.canvas)) this.redraw(one);
      else one.isDue = true;
    }
    this.mark(this.atMs);
  }

  private onSight(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.inSight.add(target);
      else this.inSight.delete(target);
    }
    this.redrawDue(({ canvas }) => this.inSight.has(canvas));
    this.mark(this.atMs);
  }

  private redrawDue(isWanted: (one: Drawn) => boolean): void {
    for (const one of this.drawn.values()) if (one.isDue && isWanted(one)) this.redraw(one);
  }
}
