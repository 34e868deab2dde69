import type {
  Consideration,
  Diagnostic,
  EngineEvent,
  HttpFacts,
  ListeningAddress,
  ResourceSet,
  TransportName,
} from '../../engine/index.ts';

/** Where a proxy gets its objects from. */
interface ResourceSource {
  resourceSet(): ResourceSet;
  onChange(listener: () => void): () => void;
}

/** What a proxy is started with. */
export interface TargetOptions {
  /** Static options in Traefik's flag spelling. */
  readonly flags: readonly string[];
  readonly source: ResourceSource;
  readonly random: () => number;
  readonly transport?: TransportName;
  readonly observer: (event: EngineEvent) => void;
}

/** What proxies: our engine, or a real Traefik. */
export interface Target {
  readonly name: 'engine' | 'traefik';
  start(options: TargetOptions): Promise<RunningProxy>;
}

/** A configuration that came into force, or findings that are others now. */
export interface Reload {
  readonly generation: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** A proxy that listens. */
export interface RunningProxy extends AsyncDisposable {
  /** By entry point name. */
  readonly addresses: ReadonlyMap<string, ListeningAddress>;
  /** Number of the configuration in force. */
  readonly generation: number;
  /** Findings about the configuration in force. */
  readonly diagnostics: readonly Diagnostic[];
  /** The configuration in force as `/api/rawdata` shows it, for attachments. */
  rawConfiguration(): Promise<string>;
  /** Routers a request would be tried against, each with its reason; empty if the target cannot tell. */
  consider(entryPoint: string, tls: boolean, facts: HttpFacts): readonly Consideration[];
  onReload(listener: (reload: Reload) => void): () => void;
}
