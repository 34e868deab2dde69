import type { Diagnostic, ResourceReference } from '../resources/diagnostic.ts';
import type { FindingCode } from '../resources/finding-codes.ts';
import type { Resource } from '../resources/resource.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import type { ElementPart } from './elements.ts';
import { LinkContext } from './link.ts';
import { linkHttp } from './link-http.ts';
import { linkStreams } from './link-streams.ts';
import { type Merged, merge, writtenName } from './merged.ts';
import type { Configuration, ConfiguredCertificate } from './model.ts';
import { type Patched, patch } from './patch.ts';
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
    const linked = patched && this.#link(patched.merged, patched);
    if (linked) return { ...linked, changed: patched.changed };
    const merged = merge(this.#units.all(), before?.merged);
    const changed = !(before && sameTraffic(before.merged, merged));
    const whole = this.#link(merged, undefined);
    if (!whole) throw new Error('what is linked as a whole is linked');
    return { ...whole, changed };
  }

  /** @returns undefined if a change in a few places has effects elsewhere, which are found when all is linked */
  #link(merged: Merged, patched: Patched | undefined): Omit<Compiled, 'changed'> | undefined {
    const link = new LinkContext({
      options: this.#options,
      rules: this.#rules,
      internalServices: this.#internalServices,
      elements: merged.linked,
      open: merged.open,
    });
    const { reporter } = link;
    const units = [...merged.speaking].sort((one, other) => one.order - other.order);
    for (const reference of this.#units.rejected) link.reject(reference);
    for (const unit of units) {
      for (const reference of unit.rejects) link.reject(reference);
      for (const diagnostic of unit.diagnostics) reporter.add(diagnostic);
    }
    for (const element of merged.beaten) {
      reporter.report('warning', element, element.path, alreadyConfigured(writtenName(element)));
    }
    const alone = reporter.diagnostics.length;
    if (!linkHttp(link, patched?.renewed)) return undefined;
    const count = reporter.diagnostics.length;
    const before = this.#before;
    const sameStreams = patched && !STREAM_PARTS.some((part) => patched.parts.has(part));
    if (before && sameStreams) for (const finding of before.streamFindings) reporter.add(finding);
    else linkStreams(link);
    const streamFindings = reporter.diagnostics.slice(count);
    const configuration = configurationOf(link, merged, before);
    this.#before = { merged, configuration, streamFindings };
    const between = reporter.diagnostics.slice(alone).sort(byPlace);
    return { configuration, diagnostics: [...reporter.diagnostics.slice(0, alone), ...between] };
  }
}

function alreadyConfigured(name: string): { code: FindingCode; message: string; advice: string } {
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
