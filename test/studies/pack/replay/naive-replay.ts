/**
 * The oracle of replays: plain objects, every node scored afresh at every arrival, every sum taken anew. Scores are higher-is-better, as
 * they are published.
 */
export interface NaiveTask {
  name: string;
  cpu: number;
  memory: number;
  gpus: number;
  milli: number;
  spec: string;
  arrival: number;
  duration: number;
}

export interface NaiveNode {
  name: string;
  cpu: number;
  memory: number;
  gpus: number;
  model: string;
}

interface Box {
  node: NaiveNode;
  cpu: number;
  memory: number;
  gpus: number[];
  kinds: string[];
}

interface Typical {
  cpu: number;
  milli: number;
  gpus: number;
  spec: string;
  share: number;
}

export type NaivePolicy = 'first-fit' | 'best-fit' | 'dot-product' | 'gpu-packing' | 'gpu-clustering' | 'fgd';

export interface NaiveEvent {
  /** Name of the node, or null. */
  node: string | null;
  fragments: number;
}

/** `nodes` in the order of ties. */
export function naiveReplay(
  policy: NaivePolicy,
  nodes: NaiveNode[],
  arrivals: NaiveTask[],
  { all, hasLifetimes }: { all: NaiveTask[]; hasLifetimes: boolean },
): NaiveEvent[] {
  const most = { cpu: Math.max(...nodes.map((n) => n.cpu)), gpu: 1000 * Math.max(...nodes.map((n) => n.gpus)) };
  const typical = typicalOf(all);
  const boxes = nodes.map((node): Box => ({ node, cpu: node.cpu, memory: node.memory, gpus: Array(node.gpus).fill(1000), kinds: [] }));
  let living: { box: Box; task: NaiveTask; gpus: number[] }[] = [];
  return arrivals.map((task) => {
    if (hasLifetimes) {
      for (const gone of living.filter((one) => one.task.arrival + one.task.duration <= task.arrival))
        leave(gone.box, gone.task, gone.gpus);
      living = living.filter((one) => one.task.arrival + one.task.duration > task.arrival);
    }
    const scored = boxes
      .map((box, order) => ({ box, order }))
      .filter(({ box }) => fits(box, task))
      .map(({ box, order }) => ({ box, order, ...scoreOf(policy, { box, order, task, most, typical }) }))
      .sort((a, b) => b.score - a.score || a.order - b.order);
    const [first] = scored;
    if (first !== undefined) {
      enter(first.box, task, first.gpus);
      living.push({ box: first.box, task, gpus: first.gpus });
    }
    return {
      node: first?.box.node.name ?? null,
      fragments: boxes.reduce((sum, box) => sum + fragmentsOf(box, typical), 0),
    };
  });
}

function allows(spec: string, model: string): boolean {
  return spec === '' || spec.split('|').includes(model);
}

function fits(box: Box, task: NaiveTask): boolean {
  const isAllowed = allows(task.spec, box.node.model);
  return isAllowed && box.cpu >= task.cpu && box.memory >= task.memory && box.gpus.filter((left) => left >= task.milli).length >= task.gpus;
}

function kindOf(task: NaiveTask): string {
  return task.gpus === 0 ? '' : task.milli < 1000 ? 'share' : String(task.gpus);
}

function enter(box: Box, task: NaiveTask, gpus: number[]): void {
  box.cpu -= task.cpu;
  box.memory -= task.memory;
  for (const gpu of gpus) box.gpus[gpu] -= task.milli;
  box.kinds.push(kindOf(task));
}

function leave(box: Box, task: NaiveTask, gpus: number[]): void {
  box.cpu += task.cpu;
  box.memory += task.memory;
  for (const gpu of gpus) box.gpus[gpu] += task.milli;
  box.kinds.splice(box.kinds.indexOf(kindOf(task)), 1);
}

interface Situation {
  box: Box;
  order: number;
  task: NaiveTask;
  most: { cpu: number; gpu: number };
  typical: Typical[];
}

function scoreOf(policy: NaivePolicy, at: Situation): { score: number; gpus: number[] } {
  const { box, task } = at;
  const gpus = usualGpus(box, task);
  if (policy === 'fgd') return gradient(at);
  return { score: Math.trunc(SCORES[policy](at)), gpus };
}

/** Whole GPUs: the first free ones. A share: the tightest GPU. */
function usualGpus(box: Box, task: NaiveTask): number[] {
  const fitting = [...box.gpus.keys()].filter((gpu) => box.gpus[gpu] >= task.milli);
  return fitting.sort((a, b) => box.gpus[a] - box.gpus[b] || a - b).slice(0, task.gpus);
}

const total = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

const SCORES: Record<Exclude<NaivePolicy, 'fgd'>, (at: Situation) => number> = {
  'first-fit': ({ order }) => -order,
  'best-fit': ({ box, task, most }) => {
    const gpuLeft = total(box.gpus) - task.gpus * task.milli;
    return 100 * (1 - (0.5 * ((box.cpu - task.cpu) / most.cpu) + 0.5 * (gpuLeft / most.gpu)));
  },
  'dot-product': ({ box, task, most }) => {
    const cpu = (box.cpu / most.cpu) * (task.cpu / most.cpu);
    return 100 * (1 - (cpu + (total(box.gpus) / most.gpu) * ((task.gpus * task.milli) / most.gpu)) / 2);
  },
  'gpu-packing': ({ box, task }) => {
    if (task.gpus === 0) return 0;
    if (box.gpus.every((left) => left === 1000)) return Math.max(33 - box.gpus.length, box.gpus.length);
    const taken = usualGpus(box, task).map((gpu) => box.gpus[gpu]);
    const free = taken.filter((left) => left === 1000).length;
    return free > 0 ? Math.max(50 - free, 33) : Math.max(100 - Math.floor(taken[0] / 100), 50);
  },
  'gpu-clustering': ({ box, task, most }) => {
    if (task.gpus === 0) return 0;
    const kinds = new Set(box.kinds.filter((kind) => kind !== ''));
    const isOwn = kinds.delete(kindOf(task));
    const base = isOwn ? (kinds.size === 0 ? 75 : 50) : kinds.size === 0 ? 25 : 0;
    return base + Math.floor((25 * (most.gpu - total(box.gpus))) / most.gpu);
  },
};

function gradient({ box, task, typical }: Situation): { score: number; gpus: number[] } {
  const isShare = task.gpus === 1 && task.milli < 1000;
  const choices = isShare
    ? [...box.gpus.keys()].filter((gpu) => box.gpus[gpu] >= task.milli).map((gpu) => [gpu])
    : [[...box.gpus.keys()].filter((gpu) => box.gpus[gpu] === 1000).slice(0, task.gpus)];
  const before = fragmentsOf(box, typical);
  const scored = choices.map((gpus) => {
    const after = { ...box, cpu: box.cpu - task.cpu, gpus: box.gpus.map((left, gpu) => (gpus.includes(gpu) ? left - task.milli : left)) };
    return { score: Math.trunc(100 / (1 + Math.exp((fragmentsOf(after, typical) - before) / 1000))), gpus };
  });
  const best = Math.max(...scored.map((one) => one.score));
  return scored.find((one) => one.score === best)!;
}

function typicalOf(tasks: NaiveTask[]): Typical[] {
  const texts = tasks.map((task) => JSON.stringify([task.cpu, task.milli, task.gpus, task.spec]));
  const kinds = [...new Set(texts)].map((text) => {
    const [cpu, milli, gpus, spec] = JSON.parse(text) as [number, number, number, string];
    return { cpu, milli, gpus, spec, count: texts.filter((other) => other === text).length };
  });
  kinds.sort((a, b) => b.count - a.count || b.cpu - a.cpu || b.milli - a.milli || b.gpus - a.gpus || (a.spec < b.spec ? 1 : -1));
  const needed = kinds.findIndex((_, last) => total(kinds.slice(0, last + 1).map((kind) => kind.count)) >= 0.95 * tasks.length);
  const kept = kinds.slice(0, needed + 1);
  return kept.map((kind) => ({ ...kind, share: kind.count / total(kept.map((other) => other.count)) }));
}

/** Sums are split as in the published program, so that a gradient of nothing is nothing. */
function fragmentsOf(box: Box, typical: Typical[]): number {
  const idle = total(box.gpus);
  const sums = new Map<string, number>(['both', 'gpu', 'cpu', 'alone', 'aloneLacks', 'access'].map((part) => [part, 0]));
  for (const task of typical) {
    const lacksCpu = box.cpu < task.cpu;
    const lacksGpu = box.gpus.filter((left) => left >= task.milli).length < task.gpus;
    let part = lacksGpu ? (lacksCpu ? 'both' : 'gpu') : lacksCpu ? 'cpu' : 'gpu';
    let lost = lacksGpu || lacksCpu ? idle : total(box.gpus.filter((left) => left < task.milli));
    if (task.gpus === 0) [part, lost] = [lacksCpu ? 'aloneLacks' : 'alone', idle];
    else if (!allows(task.spec, box.node.model)) [part, lost] = ['access', idle];
    sums.set(part, sums.get(part)! + task.share * lost);
  }
  return total([...sums.values()]);
}
