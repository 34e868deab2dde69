/** Counts the requests of one entry point or one service. Called once for each request, on the hot path. */
export interface RequestCounters {
  /** `protocol`: `websocket` for upgraded connections. */
  count(
    status: number,
    method: string,
    protocol: 'http' | 'websocket',
    durationMs: number,
    requestBytes: number,
    responseBytes: number,
  ): void;
}

/** Where the HTTP planes count. The same name gives the same counters. */
export interface HttpCounters {
  entryPoint(name: string): RequestCounters;
  service(name: string): RequestCounters;
}
