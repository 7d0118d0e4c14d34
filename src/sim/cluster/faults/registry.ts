import type { Ms } from '../../../kernel/event-loop.js';
import type { BackOff, RegistryAnswer } from '../../../services/pulls/pull-tries.js';
import { type Fault, isOn } from '../../fault.js';
import type { Setup } from '../../setup.js';
import type { EquivalenceClass } from '../equivalence-class.js';

type Outage = Extract<Fault, { readonly kind: 'registryDown' }>;

/** A container's image. `isBad`: the registry does not have it. */
export interface ContainerImage {
  readonly image: number;
  readonly hasDigest: boolean;
  readonly isEssential: boolean;
  readonly isBad: boolean;
}

/** The image registry: when it is down, which images it lacks, and the failed tries of each agent. */
export class Registry {
  private readonly outages: readonly Outage[];
  /** By ordinal of the instance. */
  private backOffs = new Map<number, BackOff>();

  constructor(private readonly setup: Setup) {
    this.outages = setup.faults.filter((fault): fault is Outage => fault.kind === 'registryDown');
  }

  /** Returns whether a pull of the task's images that begins now may fail. */
  mayFail(equivalence: EquivalenceClass, nowMs: Ms): boolean {
    if (badContainers(equivalence).length > 0) return true;
    return this.outages.length > 0 && this.outages.some((outage) => isOn(outage, nowMs) && this.isAnyOf(outage, equivalence.images));
  }

  /** Returns how the registry treats a try. */
  answer({ isBad, image }: Pick<ContainerImage, 'isBad' | 'image'>, atMs: Ms): RegistryAnswer {
    const outages = this.outages.filter((outage) => isOn(outage, atMs) && this.isAnyOf(outage, [image]));
    if (outages.some(({ isSilent }) => isSilent)) return 'hangs';
    return isBad || outages.length > 0 ? 'refuses' : 'serves';
  }

  /** Returns the first time from now on at which no outage of these images lasts. */
  backMs(nowMs: Ms, images: readonly number[]): Ms {
    const outage = this.outages.find((one) => isOn(one, nowMs) && this.isAnyOf(one, images));
    return outage === undefined ? nowMs : this.backMs(outage.untilMs, images);
  }

  /** Returns whether a fault affects any of the images: those whose names begin with its prefix, or all without a prefix. */
  isAnyOf({ images: prefix }: { readonly images?: string }, images: readonly number[] | undefined): boolean {
    return prefix === undefined || (images?.some((image) => this.setup.images[image]!.name.startsWith(prefix)) ?? false);
  }

  /** Returns the images of the task's containers. */
  imagesOf(equivalence: EquivalenceClass): ContainerImage[] {
    const { containers } = equivalence.definition;
    const bad = badContainers(equivalence);
    if (containers === undefined)
      return equivalence.images.map((image, i) => ({ image, hasDigest: false, isEssential: true, isBad: bad.includes(i) }));
    return containers.map(({ image: name, isEssential }, i) => ({
      image: this.setup.images.findIndex((image) => image.name === name),
      hasDigest: name.includes('@'),
      isEssential,
      isBad: bad.includes(i),
    }));
  }

  backOffOf(instance: number): BackOff {
    const backOff = this.backOffs.get(instance);
    if (backOff !== undefined) return backOff;
    const made = { manifest: 0, image: 0 };
    this.backOffs.set(instance, made);
    return made;
  }

  ended(instance: number): void {
    this.backOffs.delete(instance);
  }

  save(): unknown {
    return structuredClone(this.backOffs);
  }

  load(saved: unknown): void {
    this.backOffs = structuredClone(saved) as typeof this.backOffs;
  }
}

const NO_CONTAINERS: readonly number[] = [];

function badContainers({ deploymentSpec, taskClass }: EquivalenceClass): readonly number[] {
  return deploymentSpec === null ? NO_CONTAINERS : deploymentSpec.revisions[taskClass.revision].mode.badImages;
}
