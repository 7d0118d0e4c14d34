import { Fact, StopCause, type Subscriber } from '../../src/sim/facts.js';
import { History, MINUTE } from './history.js';

const PER_INSTANCE = 3;
const BOOT_MINUTES = 2;

/**
 * A plausible history, minute by minute: a web service whose desired count follows the day, tasks that pack three to an instance,
 * a group that follows with a delay, and crashes now and then. It is no model: only data for reports.
 */
export class Week {
  private readonly history: History;
  private tasks: number[] = [];
  private waiting: { task: number; minute: number }[] = [];
  private hosts: { instance: number; tasks: number[]; readyMinute: number }[] = [];
  private nextTask = 0;
  private nextInstance = 0;
  private state = 1;

  constructor(
    private readonly minutes: number,
    private readonly targetPercent: number,
  ) {
    this.history = new History();
  }

  /** Sends all facts to the subscriber, and keeps none. */
  sendTo(subscriber: Subscriber): void {
    this.history.defineClass(0);
    for (let minute = 0; minute < this.minutes; minute++) {
      this.history.at(minute * MINUTE);
      this.step(minute);
      this.history.play(subscriber);
      this.history.facts.length = 0;
    }
  }

  private step(minute: number): void {
    const day = Math.cos((2 * Math.PI * (minute - 14 * 60)) / 1440);
    const desired = Math.round(30 + 22 * day + (minute % 1440 < 120 ? 25 : 0)) + (this.draw() < 0.3 ? 1 : 0);
    if (minute % 5 === 0) this.history.add(Fact.serviceDesired, 0, desired);
    for (const host of this.hosts) if (host.readyMinute === minute) this.history.register(host.instance);
    if (minute % 5 === 0) this.follow(desired, minute);
    else if (this.draw() < 0.02 && this.tasks.length > 0) this.end(this.tasks[0], StopCause.crashed);
    this.history.at(minute * MINUTE + 500);
    this.place(minute);
    this.history.at(minute * MINUTE + 30_000);
    this.scale(minute);
  }

  private follow(desired: number, minute: number): void {
    const living = this.tasks.length + this.waiting.length;
    for (let n = living; n < desired; n++) {
      this.history.request(this.nextTask);
      this.waiting.push({ task: this.nextTask++, minute });
    }
    for (let n = living; n > desired && this.tasks.length > 0; n--) this.end(this.tasks.at(-1)!, StopCause.serviceScaledIn);
  }

  private end(task: number, cause: number): void {
    this.history.stop(task, cause);
    this.tasks = this.tasks.filter((one) => one !== task);
    for (const host of this.hosts) host.tasks = host.tasks.filter((one) => one !== task);
  }

  private place(minute: number): void {
    for (const host of this.hosts) {
      while (host.readyMinute <= minute && host.tasks.length < PER_INSTANCE && this.waiting.length > 0) {
        const { task, minute: since } = this.waiting.shift()!;
        const bootMs = since < host.readyMinute ? (host.readyMinute - since) * MINUTE : 0;
        const pullMs = Math.round(3000 + 9000 * this.draw());
        this.history.place(task, host.instance, bootMs).pend(task, pullMs, 700);
        host.tasks.push(task);
        this.tasks.push(task);
        this.started.push(task);
      }
    }
    this.history.at(minute * MINUTE + 18_000);
    for (const task of this.started) this.history.run(task);
    this.started.length = 0;
  }

  private readonly started: number[] = [];

  private scale(minute: number): void {
    const running = this.hosts.filter((host) => host.readyMinute <= minute).length;
    const busy = this.hosts.filter((host) => host.tasks.length > 0).length;
    const needed = busy + Math.ceil(this.waiting.length / PER_INSTANCE);
    const wanted = Math.ceil((100 * needed) / this.targetPercent);
    const desired = this.hosts.length;
    this.history.add(Fact.capacityMeasured, 0, needed, running, this.waiting.length, desired, 0);
    if (wanted > desired) {
      this.history.add(Fact.scalingDecided, 0, desired, wanted, 8, needed, running);
      for (let n = desired; n < wanted; n++) this.launch(minute);
    } else if (minute % 15 === 0) this.shrink(wanted, { needed, running });
  }

  private launch(minute: number): void {
    this.history.launch(this.nextInstance, { zone: this.nextInstance % 2 });
    this.hosts.push({ instance: this.nextInstance++, tasks: [], readyMinute: minute + BOOT_MINUTES });
  }

  private shrink(wanted: number, { needed, running }: { needed: number; running: number }): void {
    const desired = this.hosts.length;
    const idle = this.hosts.filter((host) => host.tasks.length === 0).slice(0, Math.max(0, desired - wanted));
    if (idle.length === 0) return;
    this.history.add(Fact.scalingDecided, 0, desired, desired - idle.length, 13, needed, running);
    for (const host of idle) this.history.terminate(host.instance);
    this.hosts = this.hosts.filter((host) => !idle.includes(host));
  }

  private draw(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return this.state / 2 ** 32;
  }
}
