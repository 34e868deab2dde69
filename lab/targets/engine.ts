import { type Diagnostic, Engine, parseFlags, type StaticConfiguration } from '../../engine/index.ts';
import type { HttpDoor } from '../clients/http-door.ts';
import { FileProvider } from './file-provider.ts';
import type { Reload, ResourceSource, RunningProxy, Target, TargetOptions } from './target.ts';

/** Our own engine, in this process. Each change of the source is in force before the change's caller goes on. */
export const engineTarget: Target = {
  name: 'engine',
  needsOwnAddresses: false,
  isInNetwork: false,
  async start({
    flags,
    source,
    random,
    virtual,
    transport,
    observer,
    watcher,
    apiPages,
  }: TargetOptions): Promise<RunningProxy> {
    const options = parseFlags(flags);
    const listeners = new Set<(reload: Reload) => void>();
    const files = await FileProvider.start(options.filePaths, () => reload(), virtual === undefined);
    const engine = await Engine.start({
      static: options,
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
    const findings = () => [...files.diagnostics, ...engine.diagnostics];
    let told = '';
    const reload = (): void => {
      const { changed, generation } = engine.apply(files.join(source.resourceSet()));
      if (changed) watcher?.configured(engine.configuration, engine.rules);
      const diagnostics = findings();
      const before = told;
      told = JSON.stringify(diagnostics);
      if (changed || told !== before) for (const listener of listeners) listener({ generation, diagnostics });
    };
    const unsubscribe = source.onChange(reload);
    reload();
    return new RunningEngine({
      engine,
      files,
      options,
      source,
      listeners,
      async close() {
        unsubscribe();
        await files[Symbol.asyncDispose]();
        await (virtual ? virtual.clock.wait(engine.close(), 'the end of what is in flight') : engine.close());
      },
    });
  },
};

interface RunningParts {
  readonly engine: Engine;
  readonly files: FileProvider;
  readonly options: StaticConfiguration;
  readonly source: ResourceSource;
  readonly listeners: Set<(reload: Reload) => void>;
  readonly close: () => Promise<void>;
}

class RunningEngine implements RunningProxy {
  readonly reports = true;
  readonly log = [];
  readonly #parts: RunningParts;

  constructor(parts: RunningParts) {
    this.#parts = parts;
  }

  get addresses(): RunningProxy['addresses'] {
    return this.#parts.engine.addresses;
  }

  get generation(): number {
    return this.#parts.engine.generation;
  }

  get diagnostics(): readonly Diagnostic[] {
    const { files, engine } = this.#parts;
    return [...files.diagnostics, ...engine.diagnostics];
  }

  /** A change of the source is in force before its caller goes on. */
  settled(): Promise<void> {
    return this.#parts.files.refresh();
  }

  door(entryPoint: string): HttpDoor {
    const { engine } = this.#parts;
    return {
      takesPlainHttp: () => engine.takesPlainHttp(entryPoint),
      serve: (arrival) => engine.serve(entryPoint, arrival),
    };
  }

  async rawConfiguration(): Promise<string> {
    return this.#parts.engine.rawConfiguration();
  }

  inForce(): ReturnType<RunningProxy['inForce']> {
    const { engine, files, options, source } = this.#parts;
    // With the ports that the system chose.
    const entryPoints = options.entryPoints.map((entryPoint) => ({
      ...entryPoint,
      ...engine.addresses.get(entryPoint.name),
    }));
    return { static: { ...options, entryPoints }, resources: files.join(source.resourceSet()) };
  }

  onReload(listener: (reload: Reload) => void): () => void {
    const { listeners } = this.#parts;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#parts.close();
  }
}
