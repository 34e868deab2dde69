import type { HttpFacts } from '../rules/http-rule.ts';
import type { TcpFacts } from '../rules/tcp-rule.ts';
import { CLIENT_ADDRESS, DECODED_PATH, HEADER, HOST, METHOD, PATH, QUERY } from './http-formula.ts';
import type { Model } from './satisfy.ts';
import { PROTOCOLS, SERVER_NAME } from './tcp-formula.ts';

const ANY_HOST = 'any.test';
/** For documentation (RFC 5737). */
const ANY_ADDRESS = '192.0.2.1';

/** What rules may ask of a request, spelled out. */
export interface ModelRequest {
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly clientIp: string;
  readonly headers: readonly (readonly [name: string, line: string])[];
  readonly query: readonly (readonly [name: string, value: string])[];
}

/** A request of which the dimensions of a model are as the model has them. */
export function requestOf(model: Model): ModelRequest {
  const one = (dimension: { readonly name: string }): string | undefined => model.get(dimension.name)?.[0];
  const lists = (prefix: string): [string, string][] =>
    Array.from(model).flatMap(([name, texts]) =>
      name.startsWith(prefix) ? texts.map((text): [string, string] => [name.slice(prefix.length), text]) : [],
    );
  return {
    host: one(HOST) ?? ANY_HOST,
    path: one(PATH) ?? one(DECODED_PATH)?.replaceAll('%', '%25') ?? '/',
    method: one(METHOD) ?? 'GET',
    clientIp: one(CLIENT_ADDRESS) ?? ANY_ADDRESS,
    headers: lists(HEADER),
    query: lists(QUERY),
  };
}

export function httpFactsOf(model: Model): HttpFacts {
  const { headers, query, ...facts } = requestOf(model);
  const lines = new Map<string, string[]>();
  for (const [name, text] of headers) {
    lines.set(name, [...(lines.get(name) ?? []), Buffer.from(text, 'utf8').toString('latin1')]);
  }
  return { ...facts, header: (name) => lines.get(name) ?? [], query: () => query };
}

/** A connection of which the dimensions of a model are as the model has them. */
export function tcpFactsOf(model: Model): TcpFacts {
  return {
    sni: model.get(SERVER_NAME.name)?.[0] ?? '',
    alpn: model.get(PROTOCOLS.name) ?? [],
    clientIp: model.get(CLIENT_ADDRESS.name)?.[0] ?? ANY_ADDRESS,
  };
}
