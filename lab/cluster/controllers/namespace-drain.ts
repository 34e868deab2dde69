/** Milliseconds until a namespace is drained: `kubectl delete -f` of a namespace and what is in it still finds that. */
const LINGER_MS = 1000;

/** Namespaces that are on their way out: after a while all in them goes, and they themselves once it is gone. */
export class NamespaceDrain {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #drained = new Set<string>();
  readonly #drain: (namespace: string) => void;

  /** `drain` is called when the time of a namespace is up. */
  constructor(drain: (namespace: string) => void) {
    this.#drain = drain;
  }

  /** Those whose content was told to go. */
  get drained(): readonly string[] {
    return [...this.#drained];
  }

  begin(namespace: string): void {
    if (this.#timers.has(namespace) || this.#drained.has(namespace)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(namespace);
      this.#drained.add(namespace);
      this.#drain(namespace);
    }, LINGER_MS);
    timer.unref();
    this.#timers.set(namespace, timer);
  }

  /** The namespace is gone already. */
  end(namespace: string): void {
    clearTimeout(this.#timers.get(namespace));
    this.#timers.delete(namespace);
    this.#drained.delete(namespace);
  }

  close(): void {
    for (const namespace of [...this.#timers.keys()]) this.end(namespace);
  }
}
