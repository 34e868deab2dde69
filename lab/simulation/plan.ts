/**
 * How long something takes, in milliseconds, as a distribution. Draws are exact to the last bit on any machine: they use
 * no function of `Math` whose result ECMAScript leaves open.
 */
export type Distribution =
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'exponential'; readonly meanMs: number }
  /** `sigma`: standard deviation of the logarithm. */
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly sigma: number }
  /** P(X > x) = (minimum/x)^shape. */
  | { readonly kind: 'pareto'; readonly minimumMs: number; readonly shape: number }
  /** Measured: so many were above the bound before (0 at first) and up to this one; even within a bucket. */
  | {
      readonly kind: 'histogram';
      readonly buckets: readonly { readonly upToMs: number; readonly count: number }[];
    };

/** How the pods of one workload answer. What is not said has the default of an ideal server. */
export interface BackendModel {
  /** Name of the Deployment, or of the pod itself. */
  readonly workload: string;
  /** Time that a pod works on one request. */
  readonly serviceTime: Distribution;
  /** Requests that one pod works on at a time; default: any number. */
  readonly concurrency?: number;
  /** Requests that wait in one pod for their turn; one more is answered 503 at once. Default: any number. */
  readonly queue?: number;
  /** Share of requests answered with `errorStatus`, from 0 to 1; default 0. */
  readonly errorRate?: number;
  /** Default 500. */
  readonly errorStatus?: number;
  /** A pod that has just started takes `factor` times as long, falling to 1 in a straight line over `ms`. */
  readonly warmUp?: { readonly ms: number; readonly factor: number };
}

/** When requests come, per second of virtual time. */
export type Arrivals =
  /** Open loop: independent of each other (exponential gaps). */
  | { readonly kind: 'poisson'; readonly perSecond: number }
  /** Open loop: equal gaps. */
  | { readonly kind: 'constant'; readonly perSecond: number }
  /** Open loop: `size` at the same moment, so often that the mean rate is `perSecond`. */
  | { readonly kind: 'bursts'; readonly perSecond: number; readonly size: number }
  /**
   * Open loop: a Poisson process whose rate swings as a sine, once in `periodMs`: from `perSecond` at the beginning to
   * `peakPerSecond` in the middle.
   */
  | {
      readonly kind: 'diurnal';
      readonly perSecond: number;
      readonly peakPerSecond: number;
      readonly periodMs: number;
    }
  /** Open loop: the times and requests of an access log, in order. */
  | { readonly kind: 'replay'; readonly entries: readonly ReplayedRequest[] }
  /** Closed loop: each of so many clients sends, waits for the answer, thinks and sends again. */
  | { readonly kind: 'closed'; readonly clients: number; readonly thinkTime: Distribution };

/** What a client asks for. */
export interface RequestTemplate {
  /** Default GET. */
  readonly method?: string;
  /** Default http. */
  readonly scheme?: 'http' | 'https';
  readonly host: string;
  /** Path and query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ReplayedRequest {
  /** Milliseconds after the start of the source. */
  readonly atMs: number;
  readonly request: RequestTemplate;
}

/** Who sends the requests of a source. */
export interface Population {
  /** Distinct clients, each with an address of its own; for a closed loop the number of its clients. Default 1000. */
  readonly clients?: number;
  /** IPv4 addresses in CIDR notation that clients get theirs from, one after the other; default 198.18.0.0/15 (RFC 2544). */
  readonly addresses?: string;
  /** Whether clients send back the cookies that they got; default true. */
  readonly keepsCookies?: boolean;
  /** What is asked for, by share; shares are relative to each other. */
  readonly requests: readonly { readonly share: number; readonly request: RequestTemplate }[];
}

/** One stream of requests. */
export interface TrafficSource {
  readonly name: string;
  readonly arrivals: Arrivals;
  readonly population: Population;
  /** Default `web`, for https `websecure`. */
  readonly entryPoint?: string;
  /** Default: from the beginning to the end. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Ends after so many requests; default: any number. */
  readonly requests?: number;
}

/** What happens to the cluster or its pods. */
export type Change =
  /** `of` gets this weight wherever a service of that name is weighted. */
  | { readonly kind: 'weight'; readonly of: string; readonly weight: number }
  /** `of` gets copies of so many percent of the requests, from 0 to 100, wherever a service of that name is a mirror. */
  | { readonly kind: 'mirror'; readonly of: string; readonly percent: number }
  /** As `kubectl apply`. */
  | { readonly kind: 'apply'; readonly text: string; readonly file?: string }
  | { readonly kind: 'scale'; readonly workload: string; readonly replicas: number }
  /** A pod of the workload is killed: what it works on fails. Its Deployment puts a new one in its place after `restartMs`, default 5,000. */
  | { readonly kind: 'pod-dies'; readonly workload: string; readonly restartMs?: number }
  /** All pods are replaced one after the other, each new one ready after `startMs`, default 5,000. */
  | { readonly kind: 'rollout'; readonly workload: string; readonly startMs?: number }
  /** Every pod of the workload takes `factor` times as long from now on; 1: as usual again. */
  | { readonly kind: 'slow'; readonly workload: string; readonly factor: number }
  /** Every pod of the workload accepts nothing from now on, or does again. */
  | { readonly kind: 'refuse'; readonly workload: string; readonly refuses: boolean }
  /** Share of requests that fail from now on. */
  | { readonly kind: 'errors'; readonly workload: string; readonly errorRate: number };

interface ScheduledChange {
  /** Milliseconds of virtual time from the beginning. */
  readonly atMs: number;
  readonly change: Change;
}

/** Everything that one run is made of, but for the manifests. */
export interface SimulationPlan {
  /** Of all randomness: the same seed gives the same results to the last byte, on any machine. */
  readonly seed: number;
  readonly durationMs: number;
  readonly sources: readonly TrafficSource[];
  readonly backends: readonly BackendModel[];
  readonly changes: readonly ScheduledChange[];
  /** Engines with counters of their own between which requests are spread at random; default 1. */
  readonly engines?: number;
  /** Milliseconds that a client waits for its answer; default 30,000. */
  readonly clientTimeoutMs?: number;
  /** Length of a bucket of the series; default: the duration in about 200 parts, in round numbers. */
  readonly bucketMs?: number;
  /** What begins in these first milliseconds is not part of the results; default 0. */
  readonly warmUpMs?: number;
}
