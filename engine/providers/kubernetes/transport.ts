import type { Json } from './api-object.ts';

/** A request to the API. */
export interface ApiRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Begins with `/api` or `/apis`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Media type of the body; default `application/json`. */
  readonly contentType?: string;
  /** Media types of the answer; default `application/json`. */
  readonly accept?: string;
  readonly signal: AbortSignal;
}

/** The head of an answer, and its body as it arrives. */
export interface ApiAnswer {
  readonly status: number;
  /** Milliseconds that `Retry-After` says; 0 without one. */
  readonly retryAfterMs: number;
  /** Ends with an error if the connection is cut, or the request's signal aborted. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Carries requests to one API, with credentials. */
export interface ApiTransport {
  /** How the API is called in messages: its address and where that is from. */
  readonly name: string;
  /** @throws KubernetesError without a status if there is no answer. */
  send(request: ApiRequest): Promise<ApiAnswer>;
  /** The API did not know who asks: reads the credentials anew. */
  renew(): void;
}
