/** Milliseconds that a namespace stays after all in it is gone: `kubectl delete -f` of its objects still finds it. */
const LINGER_MS = 1000;

/** Namespaces that are on their way out: all in them goes at once, they themselves a little later. */
export class NamespaceDrain {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #remove: (namespace: string) => void;

  /** `remove` is called when the time of a namespace is up. */
  constructor(remove: (namespace: string) => void) {
    this.#remove = remove;
  }

  begin(namespace: string): void {
    if (this.#timers.has(namespace)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(namespace);
      this.#remove(namespace);
    }, LINGER_MS);
    timer.unref();
    this.#timers.set(namespace, timer);
  }

  /** The namespace is gone already. */
  end(namespace: string): void {
    clearTimeout(this.#timers.get(namespace));
    this.#timers.delete(namespace);
  }

  close(): void {
    for (const namespace of [...this.#timers.keys()]) this.end(namespace);
  }
}
