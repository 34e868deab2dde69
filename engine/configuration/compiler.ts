import type { Diagnostic, ResourceReference } from '../resources/diagnostic.ts';
import type { Resource } from '../resources/resource.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import type { ElementPart } from './elements.ts';
import { LinkContext } from './link.ts';
import { type LinkScope, linkHttp } from './link-http.ts';
import { linkStreams } from './link-streams.ts';
import { type Merged, merge, type Patched, patch } from './merged.ts';
import type { Configuration, ConfiguredCertificate } from './model.ts';
import { Rules } from './rules.ts';
import { sameTraffic } from './same-traffic.ts';
import { Units } from './units.ts';

/** What came of a compilation. */
export interface Compiled {
  /**
   * Elements that stay from one compilation to the next are the same objects, whose status the next one may change; a
   * map of which nothing changed is the same map.
   */
  readonly configuration: Configuration;
  /** First what was found in single objects, then, in the order of their places, what was found between them. */
  readonly diagnostics: readonly Diagnostic[];
  /** false: it routes as the one before did. */
  readonly changed: boolean;
}

/** What the next compilation starts from. */
interface Before {
  readonly merged: Merged;
  readonly configuration: Configuration;
  readonly rejects: string;
  /** What was found out about TCP and UDP. */
  readonly streamFindings: readonly Diagnostic[];
}

/** The parts that TCP and UDP are linked by. */
const STREAM_PARTS: readonly ElementPart[] = [
  'tcpRouters',
  'tcpServices',
  'tcpMiddlewares',
  'tcpServersTransports',
  'udpRouters',
  'udpServices',
  'tlsOptions',
];

/** The parts that HTTP routers refer to. */
const HTTP_REFERENCES: readonly ElementPart[] = [
  'httpServices',
  'middlewares',
  'serversTransports',
  'tlsOptions',
];

/** Compiles one set of resources after the other, and of each only what a change concerns. */
export class Compiler {
  readonly #options: StaticConfiguration;
  readonly #rules: Rules;
  readonly #internalServices: ReadonlySet<string>;
  readonly #units: Units;
  #before: Before | undefined;

  constructor(
    options: StaticConfiguration,
    internalServices: readonly string[],
    rules: Rules = new Rules(options),
  ) {
    this.#options = options;
    this.#rules = rules;
    this.#internalServices = new Set(internalServices);
    this.#units = new Units(options);
  }

  /** @param resources the objects that the providers admit, as the cluster holds them */
  compile(resources: readonly Resource[], rejected: readonly ResourceReference[]): Compiled {
    const before = this.#before;
    const recompiled = this.#units.update(resources, rejected);
    const patched = before && recompiled && patch(before.merged, recompiled, before.configuration.marked);
    const merged = patched?.merged ?? merge(this.#units.all());
    const changed = patched?.changed ?? !(before && sameTraffic(before.merged, merged));
    const diagnostics = this.#link(merged, patched);
    return { ...diagnostics, changed };
  }

  #link(merged: Merged, patched: Patched | undefined): Omit<Compiled, 'changed'> {
    const link = new LinkContext({
      options: this.#options,
      rules: this.#rules,
      internalServices: this.#internalServices,
      elements: merged.linked,
      open: merged.open,
    });
    const { reporter } = link;
    const units = [...merged.speaking].sort((one, other) => one.order - other.order);
    const rejects = [...this.#units.rejected, ...units.flatMap((unit) => unit.rejects)];
    for (const reference of rejects) link.reject(reference);
    for (const unit of units) for (const diagnostic of unit.diagnostics) reporter.add(diagnostic);
    for (const element of merged.beaten) {
      reporter.report('warning', element, element.path, alreadyConfigured(element.name));
    }
    const alone = reporter.diagnostics.length;
    const before = this.#before;
    const rejectKeys = JSON.stringify(rejects);
    const sameRejects = before?.rejects === rejectKeys;
    linkHttp(link, patched && sameRejects ? scopeOf(patched) : 'all');
    const count = reporter.diagnostics.length;
    const sameStreams = patched && sameRejects && !STREAM_PARTS.some((part) => patched.parts.has(part));
    if (before && sameStreams) for (const finding of before.streamFindings) reporter.add(finding);
    else linkStreams(link);
    const configuration = configurationOf(link, merged, before);
    const streamFindings = reporter.diagnostics.slice(count);
    this.#before = { merged, configuration, rejects: rejectKeys, streamFindings };
    const between = reporter.diagnostics.slice(alone).sort(byPlace);
    return { configuration, diagnostics: [...reporter.diagnostics.slice(0, alone), ...between] };
  }
}

/** Of HTTP, what has to be linked again after a change in a few places. */
function scopeOf({ parts, uncertain }: Patched): LinkScope {
  if (!HTTP_REFERENCES.some((part) => parts.has(part))) return 'open routers';
  return HTTP_REFERENCES.some((part) => uncertain.has(part)) ? 'all' : 'references';
}

function alreadyConfigured(name: string): { code: string; message: string; advice: string } {
  return {
    code: 'already-configured',
    message: `"${name}" is configured elsewhere already, which counts`,
    advice: 'keep one of the two, or give one another name',
  };
}

function byPlace({ position: one }: Diagnostic, { position: other }: Diagnostic): number {
  if (!one || !other) return Number(one !== undefined) - Number(other !== undefined);
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}

function configurationOf(link: LinkContext, merged: Merged, before: Before | undefined): Configuration {
  const { certificates, defaultCertificate } = merged;
  return {
    http: {
      routers: link.httpRouters,
      services: link.httpServices,
      middlewares: link.middlewares,
      serversTransports: link.serversTransports,
    },
    tcp: {
      routers: link.tcpRouters,
      services: link.tcpServices,
      middlewares: link.tcpMiddlewares,
      serversTransports: link.tcpServersTransports,
    },
    udp: { routers: link.udpRouters, services: link.udpServices },
    tls: {
      options: link.tlsOptions,
      certificates: certificatesOf(certificates, before),
      ...(defaultCertificate ? { defaultCertificate } : {}),
    },
    marked: link.marked,
  };
}

function certificatesOf(
  certificates: Merged['certificates'],
  before: Before | undefined,
): readonly ConfiguredCertificate[] {
  return before?.merged.certificates === certificates
    ? before.configuration.tls.certificates
    : [...certificates.values()];
}
