import { Engine, parseFlags, type StaticConfiguration } from '../../engine/index.ts';
import { FileProvider } from './file-provider.ts';
import type { Reload, RunningProxy, Target, TargetOptions } from './target.ts';

/** Our own engine, in this process. Each change of the source is in force before the change's caller goes on. */
export const engineTarget: Target = {
  name: 'engine',
  needsOwnAddresses: false,
  isInNetwork: false,
  async start(options: TargetOptions): Promise<RunningProxy> {
    const { flags, random, virtual, transport, observer, watcher, apiPages } = options;
    const parsed = parseFlags(flags);
    let proxy: EngineProxy | undefined;
    const reload = (): void => proxy?.reload();
    const files = await FileProvider.start(parsed.filePaths, reload, virtual === undefined);
    const engine = await Engine.start({
      static: parsed,
      random,
      observer,
      ...(watcher === undefined ? {} : { trace: watcher.trace }),
      ...(transport === undefined ? {} : { transport }),
      ...(apiPages && { apiPages }),
      ...virtual,
    }).catch(async (error: unknown) => {
      await files[Symbol.asyncDispose]();
      throw error;
    });
    proxy = new EngineProxy(engine, files, parsed, options);
    return proxy;
  },
};

/** A class, as V8 keeps the getters of an object literal, and with them the engine, until a full collection. */
class EngineProxy implements RunningProxy {
  readonly reports = true;
  readonly log = [];
  readonly #engine: Engine;
  readonly #files: FileProvider;
  readonly #static: StaticConfiguration;
  readonly #options: TargetOptions;
  readonly #listeners = new Set<(reload: Reload) => void>();
  readonly #unsubscribe: () => void;
  /** Findings as the listeners know them. */
  #told = '';

  constructor(engine: Engine, files: FileProvider, parsed: StaticConfiguration, options: TargetOptions) {
    this.#engine = engine;
    this.#files = files;
    this.#static = parsed;
    this.#options = options;
    this.#unsubscribe = options.source.onChange(() => this.reload());
    this.reload();
  }

  /** Puts in force what source and files have now. */
  reload(): void {
    const { source, watcher } = this.#options;
    const engine = this.#engine;
    const { changed, generation } = engine.apply(this.#files.join(source.resourceSet()));
    if (changed) watcher?.configured(engine.configuration, engine.rules);
    const { diagnostics } = this;
    const before = this.#told;
    this.#told = JSON.stringify(diagnostics);
    if (changed || this.#told !== before)
      for (const listener of this.#listeners) listener({ generation, diagnostics });
  }

  // A change of the source is in force before its caller goes on.
  settled(): Promise<void> {
    return this.#files.refresh();
  }

  get addresses(): RunningProxy['addresses'] {
    return this.#engine.addresses;
  }

  door(entryPoint: string): ReturnType<NonNullable<RunningProxy['door']>> {
    const engine = this.#engine;
    return {
      takesPlainHttp: () => engine.takesPlainHttp(entryPoint),
      serve: (arrival) => engine.serve(entryPoint, arrival),
    };
  }

  get generation(): number {
    return this.#engine.generation;
  }

  get diagnostics(): RunningProxy['diagnostics'] {
    return [...this.#files.diagnostics, ...this.#engine.diagnostics];
  }

  async rawConfiguration(): Promise<string> {
    return this.#engine.rawConfiguration();
  }

  inForce(): ReturnType<RunningProxy['inForce']> {
    // With the ports that the system chose.
    const entryPoints = this.#static.entryPoints.map((entryPoint) => ({
      ...entryPoint,
      ...this.addresses.get(entryPoint.name),
    }));
    const resources = this.#files.join(this.#options.source.resourceSet());
    return { static: { ...this.#static, entryPoints }, resources };
  }

  onReload(listener: (reload: Reload) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { virtual } = this.#options;
    this.#unsubscribe();
    await this.#files[Symbol.asyncDispose]();
    const closed = this.#engine.close();
    await (virtual ? virtual.clock.wait(closed, 'the end of what is in flight') : closed);
  }
}
