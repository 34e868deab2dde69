import type {
  Configuration,
  Consideration,
  Diagnostic,
  EngineEvent,
  HttpFacts,
  ListeningAddress,
  ResourceSet,
  Rules,
  Trace,
  TransportName,
} from '../../engine/index.ts';

/** Where a proxy gets its objects from. */
interface ResourceSource {
  resourceSet(): ResourceSet;
  onChange(listener: () => void): () => void;
}

/** Follows what a proxy has in force and what it uses of that. */
export interface RouteWatcher {
  /** A configuration has come into force. */
  configured(configuration: Configuration, rules: Rules): void;
  readonly trace: Trace;
}

/** What a proxy is started with. */
export interface TargetOptions {
  /** Static options in Traefik's flag spelling. */
  readonly flags: readonly string[];
  readonly source: ResourceSource;
  readonly random: () => number;
  readonly transport?: TransportName;
  readonly observer: (event: EngineEvent) => void;
  /** Costs time; a target that cannot tell does not call it. */
  readonly watcher?: RouteWatcher;
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
