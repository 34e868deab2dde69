import type {
  Diagnostic,
  EngineEvent,
  ListeningAddress,
  Page,
  ResourceSet,
  StaticConfiguration,
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
  /** Pages of its API beside its own, by path. */
  readonly apiPages?: ReadonlyMap<string, Page>;
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

/** What a proxy decides by. */
interface InForce {
  readonly static: StaticConfiguration;
  readonly resources: ResourceSet;
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
  /** What decides about traffic now; undefined if the target cannot tell. */
  inForce(): InForce | undefined;
  onReload(listener: (reload: Reload) => void): () => void;
}
