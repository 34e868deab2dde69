import { Engine, parseFlags } from '../../engine/index.ts';
import { FileProvider } from './file-provider.ts';
import type { Reload, RunningProxy, Target, TargetOptions } from './target.ts';

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
    return {
      reports: true,
      log: [],
      // A change of the source is in force before its caller goes on.
      settled: () => files.refresh(),
      get addresses() {
        return engine.addresses;
      },
      door: (entryPoint) => ({
        takesPlainHttp: () => engine.takesPlainHttp(entryPoint),
        serve: (arrival) => engine.serve(entryPoint, arrival),
      }),
      get generation() {
        return engine.generation;
      },
      get diagnostics() {
        return findings();
      },
      rawConfiguration: async () => engine.rawConfiguration(),
      inForce() {
        // With the ports that the system chose.
        const entryPoints = options.entryPoints.map((entryPoint) => ({
          ...entryPoint,
          ...engine.addresses.get(entryPoint.name),
        }));
        return { static: { ...options, entryPoints }, resources: files.join(source.resourceSet()) };
      },
      onReload(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      async [Symbol.asyncDispose]() {
        unsubscribe();
        await files[Symbol.asyncDispose]();
        await (virtual ? virtual.clock.wait(engine.close(), 'the end of what is in flight') : engine.close());
      },
    };
  },
};
