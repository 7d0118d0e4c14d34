// The machine of a figure: it belongs beside the figure.
import { cpus } from 'node:os';

export function machineName() {
  const all = cpus();
  return `${all.length} x ${all[0].model.trim()}, Node ${process.versions.node}`;
}
