import type { Configuration, Diagnostic, Resource } from '../../engine/core.ts';
import type { Preview } from '../preview/preview.ts';

/** A proxy that manifests are for, by its name. */
export interface Controller {
  readonly name: string;
  readonly preview: Preview;
}

/** What rules look at. */
export interface CheckSubject extends Preview {
  /** What certificates are held against. */
  readonly now: Date;
  /** All proxies that the manifests are for; this preview is that of one of them. */
  readonly controllers: readonly Controller[];
  /** The manifests are a part of what will be applied: what they name and do not hold is somewhere else. */
  readonly partial: boolean;
  /** Secrets, as `namespace/name`, that other controllers will make from what the manifests hold. */
  readonly promised: ReadonlySet<string>;
}

/** Looks for one kind of trouble that the engine itself does not mind. */
export type CheckRule = (subject: CheckSubject) => Iterable<Diagnostic>;

type ValueOf<M> = M extends ReadonlyMap<string, infer Value> ? Value : never;

export type HttpRouter = ValueOf<Configuration['http']['routers']>;
export type HttpService = ValueOf<Configuration['http']['services']>;
export type AddressService = ValueOf<Configuration['tcp']['services']>;
export type TcpRouter = ValueOf<Configuration['tcp']['routers']>;

/** A router, service or the like. */
export type Element = Pick<HttpRouter, 'name' | 'resource' | 'origin' | 'path'>;

/** The routers of every protocol that are objects of their own. */
export function isRoute(resource: Resource): resource is Route {
  return ROUTES.has(resource.kind);
}

export type Route = Extract<
  Resource,
  { kind: 'IngressRoute' | 'IngressRouteTCP' | 'IngressRouteUDP' | 'Ingress' }
>;

const ROUTES: ReadonlySet<Resource['kind']> = new Set([
  'IngressRoute',
  'IngressRouteTCP',
  'IngressRouteUDP',
  'Ingress',
]);
