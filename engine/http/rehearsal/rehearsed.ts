import type { HttpTable, Route } from '../../routing/tables.ts';
import type { HttpServer, HttpTarget } from '../../routing/targets.ts';
import type { HttpFacts, HttpRule } from '../../rules/http-rule.ts';

export type HeaderLine = readonly [name: string, value: string];

/** The head of a request at one moment. */
export interface HeadView {
  readonly method: string;
  readonly host: string;
  /** Path and query. */
  readonly target: string;
  /** Without Host. */
  readonly headers: readonly HeaderLine[];
}

/** A table that a router was looked for in. */
export interface Lookup {
  readonly table: Pick<HttpTable<HttpTarget>, 'candidates' | 'size' | 'match'>;
  readonly facts: HttpFacts;
  /** The router that the table is behind; absent: that of the entry point. */
  readonly behind?: string;
  /** Absent: none holds. */
  readonly route?: Route<HttpRule, HttpTarget>;
}

/** A middleware that a request came to. */
export interface MiddlewarePass {
  /** Qualified name. */
  readonly name: string;
  /** What it does, in a full sentence. */
  readonly explanation: string;
  /** The service that it belongs to; absent: a router. */
  readonly service?: string;
  readonly before: HeadView;
  /** Absent: it did not let the request pass. */
  readonly after?: HeadView;
  /** What it answered at once. */
  readonly answer?: { readonly status: number; readonly headers: readonly HeaderLine[] };
}

/** A copy that a mirroring service sent. */
interface RehearsedCopy {
  /** The mirror. */
  readonly service: string;
  /** URL; absent: it has none. */
  readonly server?: string;
  readonly pod?: string;
}

/** What became of a request for which each server had answered 200 at once. */
export interface Rehearsed {
  readonly lookups: readonly Lookup[];
  readonly passes: readonly MiddlewarePass[];
  /** The router that the request ended at. */
  readonly router?: string;
  /** Services passed, outermost first. */
  readonly services: readonly string[];
  /** What was asked, and how; absent: nothing was. */
  readonly sent?: { readonly server: HttpServer; readonly head: HeadView };
  readonly copies: readonly RehearsedCopy[];
  /** What the client gets. */
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  /** Why something failed, for people. */
  readonly error?: string;
}
