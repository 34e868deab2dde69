import { setTimeout } from 'node:timers/promises';
import type { Diagnostic, EngineEvent, ListeningAddress } from '../../../engine/index.ts';
import type { ProxyProcess } from '../proxy-process.ts';
import type { Reload, RunningProxy } from '../target.ts';
import type { TraefikApi } from './api.ts';
import { type RawData, withoutSentinels } from './sentinel.ts';
import type { Served } from './served.ts';

/** Milliseconds between two looks at what Traefik's API says, while somebody follows it. */
const LOOK_MS = 20;

/** What a running Traefik is made of; it owns all of it. */
interface Parts {
  readonly process: ProxyProcess;
  readonly addresses: ReadonlyMap<string, ListeningAddress>;
  /** The same in the network of the pods, if it is in one. */
  readonly addressesInside?: ReadonlyMap<string, ListeningAddress>;
  readonly api: TraefikApi;
  readonly served: Served;
  readonly observer: (event: EngineEvent) => void;
}

/** A Traefik that listens and serves. What it does not tell by itself is looked up in its API. */
export class RunningTraefik implements RunningProxy {
  readonly reports = false;
  readonly addresses: ReadonlyMap<string, ListeningAddress>;
  readonly addressesInside?: ReadonlyMap<string, ListeningAddress>;
  /** Traefik's findings are lines of its log. */
  readonly diagnostics: readonly Diagnostic[] = [];
  readonly #parts: Parts;
  readonly #listeners = new Set<(reload: Reload) => void>();
  /** Which servers Traefik's health checks have found up, by service and server. */
  readonly #up = new Map<string, boolean>();
  readonly #closing = new AbortController();
  readonly #following: Promise<void>;
  #seen = '';
  #generation = 0;
  #closed: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.addresses = parts.addresses;
    if (parts.addressesInside) this.addressesInside = parts.addressesInside;
    parts.process.log.onLine(({ level }) => {
      if (level === 'error') this.#tell();
    });
    this.#following = this.#follow();
  }

  /** Configurations that were seen in force. */
  get generation(): number {
    return this.#generation;
  }

  get log(): readonly string[] {
    return this.#parts.process.log.lines.map(({ text }) => text);
  }

  rawConfiguration(): Promise<string> {
    return this.#parts.api.rawText();
  }

  inForce(): undefined {
    return undefined;
  }

  onReload(listener: (reload: Reload) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async settled(deadlineMs: number): Promise<void> {
    // A proxy that was told to stop serves nothing more, as intended.
    if (!this.#closed) await this.#parts.served.settled(deadlineMs);
  }

  /** Resolves when the file provider has given something, or has said why it has nothing. */
  async filesRead(deadlineMs: number): Promise<void> {
    const { process, served } = this.#parts;
    const hasFailed = () =>
      process.log.lines.some(({ level, text }) => level === 'error' && text.includes('providerName=file'));
    await served.until(
      (raw) => hasFailed() || JSON.stringify(raw).includes('@file'),
      'anything of its files',
      performance.now() + deadlineMs,
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    await this.#following;
    const { process, served, api } = this.#parts;
    await process[Symbol.asyncDispose]();
    await Promise.all([served[Symbol.asyncDispose](), api[Symbol.asyncDispose]()]);
  }

  /** Looks again and again, as Traefik calls nobody. */
  async #follow(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted && !this.#parts.process.failure) {
      const raw = await this.#parts.api.raw().catch(() => undefined);
      if (raw) this.#look(raw);
      await setTimeout(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  #look(raw: RawData): void {
    const text = withoutSentinels(raw);
    if (text !== this.#seen) {
      this.#seen = text;
      this.#generation += 1;
      this.#tell();
    }
    for (const [service, { serverStatus, loadBalancer }] of Object.entries({
      ...raw.services,
      ...raw.tcpServices,
    })) {
      if (!loadBalancer || !('healthCheck' in loadBalancer)) continue;
      for (const [server, status] of Object.entries(serverStatus ?? {})) {
        const [key, up] = [`${service} ${server}`, status === 'UP'];
        if ((this.#up.get(key) ?? true) === up) continue;
        this.#up.set(key, up);
        this.#parts.observer({ kind: 'health', service, server, up });
      }
    }
  }

  #tell(): void {
    const reload: Reload = { generation: this.#generation, diagnostics: this.diagnostics };
    for (const listener of [...this.#listeners]) listener(reload);
  }
}
