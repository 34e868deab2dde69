import { namespaceOf, type ResourceOf } from '../../../engine/core.ts';
import type { PodRuntime } from '../../cluster/pod-runtime.ts';

/** Starts pods by another runtime; those that are made while it holds them back, when they are let go. */
export class HeldPods implements PodRuntime {
  readonly #runtime: PodRuntime;
  readonly #held = new Map<string, () => void>();
  #holding = false;

  constructor(runtime: PodRuntime) {
    this.#runtime = runtime;
  }

  async start(...[pod, workload, inputs]: Parameters<PodRuntime['start']>): ReturnType<PodRuntime['start']> {
    if (this.#holding) await new Promise<void>((resolve) => this.#held.set(keyOf(pod), resolve));
    return await this.#runtime.start(pod, workload, inputs);
  }

  /** Pods that `work` makes do not start. Returns how to let them go. */
  async during(work: () => Promise<void>): Promise<() => void> {
    const before = new Set(this.#held.keys());
    this.#holding = true;
    try {
      await work();
    } finally {
      this.#holding = false;
    }
    const made = [...this.#held.keys()].filter((key) => !before.has(key));
    return () => {
      for (const key of made) this.#release(key);
    };
  }

  isHeld(pod: ResourceOf<'Pod'>): boolean {
    return this.#held.has(keyOf(pod));
  }

  releaseAll(): void {
    for (const key of this.#held.keys()) this.#release(key);
  }

  #release(key: string): void {
    this.#held.get(key)?.();
    this.#held.delete(key);
  }
}

function keyOf(pod: ResourceOf<'Pod'>): string {
  return `${namespaceOf(pod)}/${pod.metadata.name}`;
}
