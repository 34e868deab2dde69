import type { Diagnostic, ResourceReference } from '../resources/diagnostic.ts';
import type { Resource, ResourceOf } from '../resources/resource.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import { CompileContext } from './context.ts';
import { elementKey, referencesOf } from './element-references.ts';
import { ELEMENT_PARTS, type ElementPart } from './elements.ts';
import { withEntryPointHttp } from './entry-point-http.ts';
import { compileFile } from './file/compile-file.ts';
import { compileIngressRoute } from './http-routes.ts';
import { compileIngress } from './ingress.ts';
import { compileMiddleware } from './middlewares.ts';
import type { ConfiguredCertificate, Element } from './model.ts';
import { redirectingRouters } from './redirections.ts';
import { asReleased } from './release-fields.ts';
import { ResourceIndex } from './resource-index.ts';
import { compileMiddlewareTcp } from './stream-middlewares.ts';
import { compileIngressRouteTcp, compileIngressRouteUdp } from './stream-routes.ts';
import { compileServersTransportTcp } from './stream-transports.ts';
import { compileTlsOption, compileTlsStore } from './tls.ts';
import { compileTraefikService } from './traefik-services.ts';
import { compileServersTransport } from './transports.ts';

/** What the objects of one kind compile to, in the order in which they are compiled: of two elements of one name the last counts. */
const COMPILERS: {
  readonly [K in Resource['kind']]?: (context: CompileContext, resource: ResourceOf<K>) => void;
} = {
  DynamicConfiguration: compileFile,
  TLSOption: compileTlsOption,
  TLSStore: compileTlsStore,
  ServersTransport: compileServersTransport,
  ServersTransportTCP: compileServersTransportTcp,
  Middleware: compileMiddleware,
  MiddlewareTCP: compileMiddlewareTcp,
  TraefikService: compileTraefikService,
  Ingress: compileIngress,
  IngressRoute: compileIngressRoute,
  IngressRouteTCP: compileIngressRouteTcp,
  IngressRouteUDP: compileIngressRouteUdp,
};

/** One element of what an object compiled to. */
export interface CompiledElement {
  readonly part: ElementPart;
  /** As it was compiled; never changed. */
  readonly element: Element;
  /** The copy that was linked last and got a status. */
  linked: Element | undefined;
}

/** What one object compiled to, compact. */
export interface Unit {
  readonly elements: readonly CompiledElement[];
  readonly certificates: readonly ConfiguredCertificate[];
  readonly defaultCertificate: ConfiguredCertificate | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly rejects: readonly ResourceReference[];
  /** What it depends on. */
  readonly reads: readonly string[];
  /** Keys of what its elements refer to and what is not of its own. */
  readonly references: readonly string[];
  /** Its place among all. */
  order: number;
}

/** An object that was compiled anew, in its place among the others. */
export interface Recompiled {
  readonly before: Unit;
  readonly after: Unit;
}

/** What objects compile to, each anew only if it changed, or an object or list that it asked for. */
export class Units {
  readonly #options: StaticConfiguration;
  readonly #index = new ResourceIndex();
  readonly #units = new Map<Resource, Unit>();
  /** The objects whose compilation asked for a key. */
  readonly #readers = new Map<string, Set<Resource>>();
  /** What is in force without any object, if anything is. */
  readonly #own: Unit | undefined;

  constructor(options: StaticConfiguration) {
    this.#options = options;
    const redirecting = redirectingRouters(options);
    if (redirecting.length === 0) return;
    const own = new CompileContext(this.#index, options);
    for (const { router, middleware } of redirecting) {
      own.httpRouters.set(router.name, router);
      own.middlewares.set(middleware.name, middleware);
    }
    this.#own = this.#unitOf(own);
  }

  /**
   * @param resources the objects that the providers admit, as the cluster holds them
   * @returns what was compiled anew; undefined if objects came, went or moved
   */
  update(
    resources: readonly Resource[],
    rejected: readonly ResourceReference[],
  ): readonly Recompiled[] | undefined {
    const { removed, added, changed: keys, inPlace } = this.#index.update(resources, rejected);
    const before = new Map<Resource, Unit | undefined>();
    for (const [place, resource] of removed.entries()) {
      const successor = inPlace ? added[place] : undefined;
      if (successor) before.set(successor, this.#units.get(resource));
      this.#forget(resource);
    }
    for (const key of keys) {
      for (const reader of this.#readers.get(key) ?? []) {
        if (!before.has(reader)) before.set(reader, this.#units.get(reader));
        this.#forget(reader);
      }
    }
    if (!inPlace) return undefined;
    const recompiled: Recompiled[] = [];
    for (const [resource, unit] of before) {
      const after = this.#unit(resource);
      if (unit && after) recompiled.push({ before: unit, after });
    }
    return recompiled;
  }

  /** All in the order that counts. */
  *all(): Generator<Unit> {
    if (this.#own) yield this.#own;
    for (const kind of Object.keys(COMPILERS)) {
      for (const resource of this.#index.ofKind(kind as Resource['kind'])) {
        const unit = this.#unit(resource);
        if (unit) yield unit;
      }
    }
  }

  get rejected(): Iterable<ResourceReference> {
    return this.#index.rejected;
  }

  /** undefined: objects of this kind compile to nothing. */
  #unit(resource: Resource): Unit | undefined {
    const known = this.#units.get(resource);
    const compileOne = COMPILERS[resource.kind];
    return known ?? (compileOne && this.#compile(resource, compileOne as CompileOne));
  }

  #compile(resource: Resource, compileOne: CompileOne): Unit {
    const context = new CompileContext(this.#index, this.#options);
    const { traefikVersion } = this.#options;
    compileOne(context, asReleased(resource, traefikVersion, context.reporter));
    const unit = this.#unitOf(context);
    this.#units.set(resource, unit);
    for (const key of unit.reads) {
      const readers = this.#readers.get(key);
      if (readers) readers.add(resource);
      else this.#readers.set(key, new Set([resource]));
    }
    return unit;
  }

  #unitOf(context: CompileContext): Unit {
    withEntryPointHttp(context.httpRouters, this.#options);
    const elements = ELEMENT_PARTS.flatMap((part): CompiledElement[] => {
      const those: ReadonlyMap<string, Element> = context[part];
      return Array.from(those.values(), (element) => ({ part, element, linked: undefined }));
    });
    return {
      elements,
      certificates: [...context.certificates.values()],
      defaultCertificate: context.defaultCertificate,
      diagnostics: context.reporter.diagnostics,
      rejects: context.rejects,
      reads: [...context.reads],
      references: referencesToOthers(elements),
      order: 0,
    };
  }

  #forget(resource: Resource): void {
    for (const key of this.#units.get(resource)?.reads ?? []) {
      const readers = this.#readers.get(key);
      readers?.delete(resource);
      if (readers?.size === 0) this.#readers.delete(key);
    }
    this.#units.delete(resource);
  }
}

function referencesToOthers(elements: readonly CompiledElement[]): readonly string[] {
  const own = new Set(elements.map(({ part, element }) => elementKey(part, element.name)));
  return elements
    .flatMap(({ part, element }) => referencesOf(part, element))
    .filter((reference) => !own.has(reference));
}

type CompileOne = (context: CompileContext, resource: Resource) => void;
