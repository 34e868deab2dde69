import type { Diagnostic, RequestServers, ResourceReference, ResourceSet } from '../../engine/index.ts';
import type { MemoryNetwork, VirtualClock } from '../../engine/virtual/index.ts';
import type { Fault } from '../backends/backend.ts';

/** What `apply` did to one object, in kubectl's words. */
export interface ApplyOutcome {
  readonly reference: ResourceReference;
  readonly outcome: 'created' | 'configured' | 'unchanged' | 'deleted';
}

/** What came of applying manifests. */
export interface ApplyResult {
  readonly outcomes: readonly ApplyOutcome[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A pod as the world sees it. */
export interface PodView {
  readonly namespace: string;
  readonly name: string;
  /** Name of the Deployment, or the pod's own. */
  readonly workload: string;
  readonly phase: 'Pending' | 'Running' | 'Failed';
  readonly ready: boolean;
  /** Lines its program printed. */
  readonly log: readonly string[];
  /** Why it failed. */
  readonly failure?: string;
}

/** How programs of others reach the Kubernetes API of a world. */
export interface KubernetesAccess {
  /** `https://127.0.0.1:40312` */
  readonly url: string;
  readonly token: string;
  /** Certificate of the authority that signed the API's own, PEM. */
  readonly authority: string;
  /** All of it as kubectl reads it from a file. */
  readonly kubeconfig: string;
}

/** The Kubernetes API of a world as containers in its network reach it. */
export interface NetworkedKubernetes extends KubernetesAccess {
  /** Names that containers have to be told, beside the address that each leads to: `host.docker.internal:host-gateway`. */
  readonly extraHosts: readonly { readonly host: string; readonly ipAddress: string }[];
}

/** The network that the containers of a world's pods are on: a proxy or a client on it reaches them where they are. */
export interface PodNetwork {
  readonly name: string;
  /** The address of this machine in it. */
  readonly gateway: string;
  /** What everything is marked with that is put on it. */
  readonly labels: Readonly<Record<string, string>>;
  /** A name, taken by nobody, for one more container. */
  containerName(what: string): string;
  /** Open there from the first call on. */
  kubernetes(): Promise<NetworkedKubernetes>;
}

/** Labels or annotations to set; undefined removes. */
type MetadataChange = Readonly<Record<string, string | undefined>>;

/**
 * Where backends and resources live. Steps never speak to one directly: the lab joins a world, the proxies in front
 * of it and the clients.
 */
export interface World extends AsyncDisposable {
  readonly name: 'simulated' | 'embedded' | 'containers' | 'cluster';
  /** Of a world in virtual time: its clock and network, and what answers requests to pods as values; absent: it is real. */
  readonly virtual?: {
    readonly clock: VirtualClock;
    readonly network: MemoryNetwork;
    readonly servers: RequestServers;
  };
  /** Pods of an image that are started from now on run the program of another. Without a tag: every tag of it. */
  standIn(image: string, by: string): void;
  /** As `kubectl apply -n NAMESPACE -f FILE`. */
  apply(
    text: string,
    options?: { readonly file?: string; readonly namespace?: string },
  ): Promise<ApplyResult>;
  /** As `kubectl apply -f FOLDER`, with these files in it. */
  applyFiles(files: readonly { readonly file: string; readonly text: string }[]): Promise<ApplyResult>;
  /** Makes the objects that came from files equal to these files: creates, configures, deletes. */
  replaceFiles(files: readonly { readonly file: string; readonly text: string }[]): Promise<ApplyResult>;
  delete(reference: ResourceReference): Promise<void>;
  scale(namespace: string, deployment: string, replicas: number): Promise<void>;
  deletePod(namespace: string, name: string): Promise<void>;
  setMetadata(
    reference: ResourceReference,
    change: { readonly labels?: MetadataChange; readonly annotations?: MetadataChange },
  ): Promise<void>;
  /** Resolves when every pod asked for is ready or has failed for good; rejects after `deadlineMs`, saying what is missing. */
  settled(deadlineMs: number): Promise<void>;
  pods(): readonly PodView[];
  /** Puts a fault on every pod that a workload has now, or ends it. Pods started later are healthy. */
  setFault(workload: string, fault: Fault | undefined): Promise<void>;
  /**
   * Ends every pod of a workload as a killed process ends: its port closes and its connections break at once. What owns
   * them puts new pods in their place.
   */
  kill(workload: string): Promise<void>;
  /** The objects that proxies route by. */
  resourceSet(): ResourceSet;
  /** Findings about the objects themselves and the pods. */
  diagnostics(): readonly Diagnostic[];
  /** Calls `listener` after each change of the resource set; returns how to stop that. */
  onChange(listener: () => void): () => void;
  /** The Kubernetes API of the world; one that the world has to serve itself is open from the first call on. */
  kubernetes(): Promise<KubernetesAccess>;
  /** The network of its pods; absent: they are on none that a container can be put on. */
  network?(): Promise<PodNetwork>;
  /** A table as `kubectl get KIND -n NAMESPACE -l SELECTOR` prints it. */
  table(kind: string, namespace: string, selector?: string): Promise<string>;
}
