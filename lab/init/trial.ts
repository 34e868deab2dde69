import type { SourcePosition } from '../../engine/index.ts';

/** A router, and what a client does to reach it. */
export interface PlannedRouter {
  /** `IngressRoute shop/web`, or the qualified name of one that no object tells of. */
  readonly title: string;
  readonly position?: SourcePosition;
  readonly rule: string;
  /** Why nobody reaches it, in a sentence without a full stop; or how. */
  readonly trial: HttpTrial | StreamTrial | { readonly kind: 'none'; readonly reason: string };
}

/** A request over HTTP. */
export interface HttpTrial {
  readonly kind: 'http';
  readonly entryPoint: string;
  readonly scheme: 'http' | 'https';
  readonly host: string;
  /** Path and query, as sent. */
  readonly path: string;
  readonly method: string;
  readonly header?: readonly [name: string, value: string];
  /** Absent: 127.0.0.1. */
  readonly clientIp?: string;
  readonly showsCertificate: boolean;
  /** As many requests as its balancers take to begin anew. */
  readonly count: number;
  /** Whether the same workloads answer as often in each such round. */
  readonly exact: boolean;
}

/** Steps that a TCP or UDP router should pass, written from what it leads to. */
export interface StreamTrial {
  readonly kind: 'stream';
  readonly name: string;
  readonly steps: readonly string[];
}
