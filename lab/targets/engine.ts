import { Engine, parseFlags } from '../../engine/index.ts';
import type { Reload, RunningProxy, Target, TargetOptions } from './target.ts';

/** Our own engine, in this process. Each change of the source is in force before the change's caller goes on. */
export const engineTarget: Target = {
  name: 'engine',
  async start({ flags, source, random, transport, observer }: TargetOptions): Promise<RunningProxy> {
    const options = parseFlags(flags);
    const engine = await Engine.start({
      static: options,
      random,
      observer,
      ...(transport === undefined ? {} : { transport }),
    });
    const listeners = new Set<(reload: Reload) => void>();
    const reload = (): void => {
      const { changed, generation, diagnostics } = engine.apply(source.resourceSet());
      if (changed) for (const listener of listeners) listener({ generation, diagnostics });
    };
    const unsubscribe = source.onChange(reload);
    reload();
    return {
      get addresses() {
        return engine.addresses;
      },
      get generation() {
        return engine.generation;
      },
      get diagnostics() {
        return engine.diagnostics;
      },
      rawConfiguration: async () => engine.rawConfiguration(),
      consider: (entryPoint, tls, facts) => engine.consider(entryPoint, tls, facts),
      onReload(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      async [Symbol.asyncDispose]() {
        unsubscribe();
        await engine.close();
      },
    };
  },
};
