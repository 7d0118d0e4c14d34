import { Fact, InstanceCause, LaunchReason, StopCause } from '../../src/sim/facts.js';
import { History } from './history.js';

const CPU = [500, 250, 1000];
const MEMORY = [1000, 2000, 500];

interface Host {
  readonly instance: number;
  readonly isSpot: boolean;
  noticed: boolean;
  registered: boolean;
  draining: boolean;
  cpu: number;
  memory: number;
  eni: number;
}

interface Task {
  readonly task: number;
  readonly cls: number;
  state: 'held' | 'waiting' | 'placed' | 'pending' | 'running' | 'stopping';
  host: Host | null;
  cause: number;
}

/** A lawful history drawn from a seed: launches, waits, placements, refusals, stops of every kind and scaling decisions, many in one millisecond. */
export class RandomHistory {
  readonly history = new History();
  private hosts: Host[] = [];
  private tasks: Task[] = [];
  private instances = 0;
  private requests = 0;
  private desired = 0;

  constructor(
    private state: number,
    steps: number,
  ) {
    this.history.defineClass(0, { service: 0, cpu: CPU[0], memory: MEMORY[0], eni: 1 });
    for (let i = 0; i < steps; i++) this.step(i);
  }

  private step(i: number): void {
    if (this.draw(3) > 0) this.history.at(this.history.atMs + this.draw(90_000));
    if (i === 20) this.history.defineClass(1, { workload: 0, cpu: CPU[1], memory: MEMORY[1], eni: 0 });
    if (i === 40) this.history.defineClass(2, { service: 1, cpu: CPU[2], memory: MEMORY[2], eni: 1 });
    const classes = i <= 20 ? 1 : i <= 40 ? 2 : 3;
    const what = this.draw(10);
    if (what === 0) this.launch();
    else if (what === 1) this.lifeOfAHost();
    else if (what <= 4) this.request(this.draw(classes));
    else if (what === 5) this.scale();
    else for (let n = 0; n < 3; n++) this.advance(this.pick(this.tasks));
  }

  private launch(): void {
    const [provider, trunk, purchase] = [this.draw(3) - 1, this.draw(2), this.draw(2)];
    const room = { cpu: 2000, memory: 4000, eni: trunk === 1 ? 10 : 3 };
    const host = { instance: this.instances++, isSpot: purchase === 1, noticed: false, registered: false, draining: false, ...room };
    this.history.launch(host.instance, { provider, trunk, zone: this.draw(2), purchase });
    this.hosts.push(host);
  }

  private lifeOfAHost(): void {
    const host = this.pick(this.hosts);
    if (host === undefined) return;
    if (!host.registered && this.draw(5) > 0) {
      host.registered = true;
      this.history.register(host.instance);
    } else if (host.isSpot && !host.noticed && this.draw(2) === 0) {
      host.noticed = true;
      this.history.notice(host.instance);
    } else if (host.registered && !host.draining && this.draw(3) === 0) {
      host.draining = true;
      this.history.add(Fact.instanceDraining, host.instance, host.noticed ? InstanceCause.interrupted : InstanceCause.scaleIn);
    } else if (this.draw(3) === 0) this.terminate(host);
  }

  private terminate(host: Host): void {
    for (const task of this.tasks.filter((one) => one.host === host)) this.stopped(task, task.cause || StopCause.instanceTerminated);
    this.hosts = this.hosts.filter((one) => one !== host);
    this.history.terminate(host.instance, host.noticed && this.draw(3) > 0 ? InstanceCause.interrupted : InstanceCause.scaleIn);
  }

  private request(cls: number): void {
    const task: Task = { task: this.requests++, cls, state: 'waiting', host: null, cause: 0 };
    this.history.request(task.task, cls, this.draw(3) - 1);
    const fate = this.draw(8);
    if (fate === 0) {
      this.history.add(Fact.taskRefused, task.task, this.draw(2) === 0 ? 100 : 7);
      return;
    }
    this.tasks.push(task);
    if (fate > 2) return;
    task.state = 'held';
    this.history.add(Fact.taskHeld, task.task);
  }

  private advance(task: Task | undefined): void {
    if (task === undefined) return;
    if (this.draw(8) === 0 && task.state !== 'stopping') return this.stopping(task);
    if (task.state === 'held') {
      task.state = 'waiting';
      this.history.add(Fact.taskAdmitted, task.task);
    } else if (task.state === 'waiting') this.place(task);
    else if (task.state === 'placed') {
      task.state = 'pending';
      this.history.pend(task.task, 0, 0);
    } else if (task.state === 'pending') {
      task.state = 'running';
      this.history.run(task.task);
    } else if (task.state === 'stopping') this.stopped(task, task.cause);
  }

  private place(task: Task): void {
    const host = this.hosts.find(
      (h) => h.registered && !h.draining && h.cpu >= CPU[task.cls] && h.memory >= MEMORY[task.cls] && h.eni >= 1,
    );
    if (host === undefined) return;
    task.host = host;
    task.state = 'placed';
    this.room(task, host, -1);
    this.history.place(task.task, host.instance, this.draw(2) * this.draw(200_000));
  }

  private stopping(task: Task): void {
    task.state = 'stopping';
    task.cause = 1 + this.draw(7);
    this.history.add(Fact.taskStopping, task.task, task.cause);
    if (task.host === null) this.stopped(task, task.cause);
  }

  private stopped(task: Task, cause: number): void {
    if (task.host !== null) this.room(task, task.host, 1);
    this.tasks = this.tasks.filter((one) => one !== task);
    if (task.state !== 'stopping') this.history.add(Fact.taskStopping, task.task, cause);
    this.history.add(Fact.taskStopped, task.task, cause, task.host === null ? 0 : 1);
  }

  private scale(): void {
    this.history.add(Fact.serviceDesired, 0, this.draw(12));
    const provider = this.draw(2);
    const to = this.draw(6);
    this.history.add(Fact.capacityMeasured, provider, this.draw(9), this.draw(9), this.draw(5), this.desired, this.draw(16));
    this.history.add(Fact.scalingDecided, provider, this.desired, to, to > this.desired ? 8 : to < this.desired ? 13 : 5, 3, 2);
    this.desired = to;
    if (this.draw(3) === 0) this.history.add(Fact.launchFailed, provider, LaunchReason.insufficientCapacity, 1, this.history.atMs + 60_000);
  }

  private room(task: Task, host: Host, sign: number): void {
    host.cpu += sign * CPU[task.cls];
    host.memory += sign * MEMORY[task.cls];
    host.eni += sign * (task.cls === 1 ? 0 : 1);
  }

  private pick<T>(list: readonly T[]): T | undefined {
    return list[this.draw(Math.max(1, list.length))];
  }

  /** A whole number below `below`: mulberry32. */
  private draw(below: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  }
}
