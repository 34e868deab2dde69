import type { Diagnostic, ResourceReference } from '../resources/diagnostic.ts';
import type { Resource, ResourceOf } from '../resources/resource.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import { CompileContext } from './context.ts';
import { ELEMENT_PARTS, type ElementPart, Elements } from './elements.ts';
import { compileFile } from './file/compile-file.ts';
import { compileIngressRoute } from './http-routes.ts';
import { compileIngress } from './ingress.ts';
import { LinkContext } from './link.ts';
import { linkHttp } from './link-http.ts';
import { linkStreams } from './link-streams.ts';
import { compileMiddleware } from './middlewares.ts';
import type { Configuration, ConfiguredCertificate, Element, HttpRouter } from './model.ts';
import { asReleased } from './release-fields.ts';
import { ResourceIndex } from './resource-index.ts';
import { Rules } from './rules.ts';
import { sameTraffic } from './same-traffic.ts';
import { compileMiddlewareTcp } from './stream-middlewares.ts';
import { compileIngressRouteTcp, compileIngressRouteUdp } from './stream-routes.ts';
import { compileServersTransportTcp } from './stream-transports.ts';
import { compileTlsOption, compileTlsStore } from './tls.ts';
import { compileTraefikService } from './traefik-services.ts';
import { compileServersTransport } from './transports.ts';

/** What came of a compilation. */
export interface Compiled {
  /** Its elements get their status with the next compilation: of those that did not change they are the same objects. */
  readonly configuration: Configuration;
  readonly diagnostics: readonly Diagnostic[];
  /** false: it routes as the one before did. */
  readonly changed: boolean;
}

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
interface CompiledElement {
  readonly part: ElementPart;
  /** As it was compiled; never changed. */
  readonly element: Element;
  /** The copy that was linked last and got a status. */
  linked: Element | undefined;
}

/** What one object compiled to, compact. */
interface Unit {
  readonly elements: readonly CompiledElement[];
  readonly certificates: readonly ConfiguredCertificate[];
  readonly defaultCertificate: ConfiguredCertificate | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly rejects: readonly ResourceReference[];
  /** What it depends on. */
  readonly reads: readonly string[];
}

/**
 * Compiles one set of resources after the other, and of each only what a change concerns: an object is compiled anew
 * if it changed, or an object or list that it asked for.
 */
export class Compiler {
  readonly #options: StaticConfiguration;
  readonly #rules: Rules;
  readonly #internalServices: ReadonlySet<string>;
  readonly #index = new ResourceIndex();
  readonly #units = new Map<Resource, Unit>();
  /** The objects whose compilation asked for a key. */
  readonly #readers = new Map<string, Set<Resource>>();
  #elements = new Elements();
  #isFirst = true;

  constructor(
    options: StaticConfiguration,
    internalServices: readonly string[],
    rules: Rules = new Rules(options),
  ) {
    this.#options = options;
    this.#rules = rules;
    this.#internalServices = new Set(internalServices);
  }

  /** @param resources the objects that the providers admit, as the cluster holds them */
  compile(resources: readonly Resource[], rejected: readonly ResourceReference[]): Compiled {
    const { removed, changed: keys } = this.#index.update(resources, rejected);
    for (const resource of removed) this.#forget(resource);
    for (const key of keys) for (const reader of this.#readers.get(key) ?? []) this.#forget(reader);
    const elements = new Elements();
    const link = new LinkContext(this.#options, this.#rules, this.#internalServices);
    for (const reference of this.#index.rejected) link.reject(reference);
    for (const [kind, compileOne] of Object.entries(COMPILERS)) {
      for (const resource of this.#index.ofKind(kind as Resource['kind'])) {
        const unit = this.#units.get(resource) ?? this.#compile(resource, compileOne as CompileOne);
        merge(unit, elements, link);
      }
    }
    linkHttp(link);
    linkStreams(link);
    const changed = this.#isFirst || !sameTraffic(this.#elements, elements);
    this.#isFirst = false;
    this.#elements = elements;
    return { configuration: configurationOf(link), diagnostics: link.reporter.diagnostics, changed };
  }

  #compile(resource: Resource, compileOne: CompileOne): Unit {
    const context = new CompileContext(this.#index, this.#options);
    const { traefikVersion } = this.#options;
    compileOne(context, asReleased(resource, traefikVersion, context.reporter));
    const unit: Unit = {
      elements: ELEMENT_PARTS.flatMap((part) => {
        const elements: ReadonlyMap<string, Element> = context[part];
        return Array.from(elements.values(), (element) => ({ part, element, linked: undefined }));
      }),
      certificates: [...context.certificates.values()],
      defaultCertificate: context.defaultCertificate,
      diagnostics: context.reporter.diagnostics,
      rejects: context.rejects,
      reads: [...context.reads],
    };
    this.#units.set(resource, unit);
    for (const key of unit.reads) {
      const readers = this.#readers.get(key);
      if (readers) readers.add(resource);
      else this.#readers.set(key, new Set([resource]));
    }
    return unit;
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

type CompileOne = (context: CompileContext, resource: Resource) => void;

/** `elements` gets what was compiled, to compare later; `link` copies of it, whose status is still open. */
function merge(unit: Unit, elements: Elements, link: LinkContext): void {
  for (const compiled of unit.elements) {
    const { part, element } = compiled;
    if (elements[part].has(element.name) && FIRST_COUNTS.test(element.name)) {
      link.reporter.report('warning', element, element.path, alreadyConfigured(element.name));
      continue;
    }
    (elements[part] as Map<string, Element>).set(element.name, element);
    if (compiled.linked === undefined || !canStay(compiled.linked)) {
      compiled.linked = { ...element, errors: [...element.errors] };
      link.open.add(compiled.linked);
    }
    (link[part] as Map<string, Element>).set(element.name, compiled.linked);
  }
  for (const target of [elements, link]) {
    for (const certificate of unit.certificates) target.certificates.set(certificate.name, certificate);
    if (unit.defaultCertificate) target.defaultCertificate = unit.defaultCertificate;
  }
  for (const diagnostic of unit.diagnostics) link.reporter.add(diagnostic);
  for (const reference of unit.rejects) link.reject(reference);
}

/** Whether linking left nothing on an element that it would not find again: such a one need not be copied anew. */
function canStay(linked: Element & Pick<HttpRouter, 'children'>): boolean {
  return linked.status === 'enabled' && linked.errors.length === 0 && linked.children === undefined;
}

/** Names that several objects may configure, of which the first counts, as in Traefik. */
const FIRST_COUNTS = /@file$|^default-(?:router|backend)@kubernetes$/;

function alreadyConfigured(name: string): { code: string; message: string; advice: string } {
  return {
    code: 'already-configured',
    message: `"${name}" is configured elsewhere already, which counts`,
    advice: 'keep one of the two, or give one another name',
  };
}

function configurationOf(elements: Elements): Configuration {
  const { defaultCertificate } = elements;
  return {
    http: {
      routers: elements.httpRouters,
      services: elements.httpServices,
      middlewares: elements.middlewares,
      serversTransports: elements.serversTransports,
    },
    tcp: {
      routers: elements.tcpRouters,
      services: elements.tcpServices,
      middlewares: elements.tcpMiddlewares,
      serversTransports: elements.tcpServersTransports,
    },
    udp: { routers: elements.udpRouters, services: elements.udpServices },
    tls: {
      options: elements.tlsOptions,
      certificates: [...elements.certificates.values()],
      ...(defaultCertificate ? { defaultCertificate } : {}),
    },
  };
}
