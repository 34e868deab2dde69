import {
  Engine,
  parseFlags,
  parseManifests,
  type Resource,
  type ResourceSet,
  readManifestTexts,
} from '../../engine/index.ts';
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
    const files = await fileResources(options.filePaths);
    const listeners = new Set<(reload: Reload) => void>();
    const reload = (): void => {
      const { changed, generation, diagnostics } = engine.apply(withFiles(source.resourceSet(), files));
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

/** What the file provider of a proxy reads besides the resources of the world. Read once, when the proxy starts. */
async function fileResources(paths: readonly string[]): Promise<Resource[]> {
  if (paths.length === 0) return [];
  const texts = await readManifestTexts(paths);
  return texts.flatMap(({ text, file }) => parseManifests(text, file).resources);
}

function withFiles(set: ResourceSet, files: readonly Resource[]): ResourceSet {
  return files.length === 0 ? set : { ...set, resources: [...set.resources, ...files] };
}
