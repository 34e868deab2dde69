import type {
  Configuration,
  Diagnostic,
  EngineEvent,
  ListeningAddress,
  Page,
  ResourceSet,
  Rules,
  StaticConfiguration,
  Trace,
  TransportName,
} from '../../engine/index.ts';
import type { HttpDoor } from '../clients/http-door.ts';
import type { KubernetesAccess, PodNetwork, World } from '../worlds/world.ts';

/** Where a proxy gets its objects from. */
export interface ResourceSource {
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
  /** The Kubernetes API of the same objects; started when it is asked for first. */
  readonly kubernetes: () => Promise<KubernetesAccess>;
  /** The network of the pods; absent: they are on none. */
  readonly network?: () => Promise<PodNetwork>;
  /** Of a world in virtual time; absent: it is real. */
  readonly virtual?: NonNullable<World['virtual']>;
  readonly random: () => number;
  readonly transport?: TransportName;
  readonly observer: (event: EngineEvent) => void;
  /** Costs time; a target that cannot tell does not call it. */
  readonly watcher?: RouteWatcher;
  /** Pages of its API beside its own, by path. */
  readonly apiPages?: ReadonlyMap<string, Page>;
}

/** What proxies: our engine, or a real Traefik. */
export interface Target {
  readonly name: 'engine' | 'traefik';
  /** Servers at one address are one server to it, whatever their ports: pods need addresses of their own. */
  readonly needsOwnAddresses: boolean;
  /** Its proxies are containers in the network of the pods. */
  readonly isInNetwork: boolean;
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
  /** The same as the pods' network has them; absent: it is not in one. */
  readonly addressesInside?: ReadonlyMap<string, ListeningAddress>;
  /** What takes requests to an entry point as values; absent: they can only be sent. */
  door?(entryPoint: string): HttpDoor;
  /** Number of the configuration in force. */
  readonly generation: number;
  /** Findings about the configuration in force. */
  readonly diagnostics: readonly Diagnostic[];
  /** The configuration in force as `/api/rawdata` shows it, for attachments. */
  rawConfiguration(): Promise<string>;
  /** What decides about traffic now; undefined if the target cannot tell. */
  inForce(): InForce | undefined;
  onReload(listener: (reload: Reload) => void): () => void;
  /**
   * Resolves when it serves what the source has now.
   *
   * @throws Error after `deadlineMs` milliseconds, saying what was waited for
   */
  settled(deadlineMs: number): Promise<void>;
  /** Whether it tells of each request, and of what is wrong with its configuration; else only backends and clients do. */
  readonly reports: boolean;
  /** The latest lines of its log; empty if it has none. */
  readonly log: readonly string[];
}
