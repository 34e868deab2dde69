import { internalRoutes } from './assembly/internal-routes.ts';
import { type InternalPages, internalServices } from './assembly/internal-services.ts';
import { Assembler } from './assembly/snapshot.ts';
import { assembleTls, type TlsSnapshot } from './assembly/tls.ts';
import type { Random } from './balancing/service-node.ts';
import { emptyConfiguration } from './configuration/compile.ts';
import { Compiler } from './configuration/compiler.ts';
import { isOfIngressClass } from './configuration/ingress-class.ts';
import type { Configuration } from './configuration/model.ts';
import { Rules } from './configuration/rules.ts';
import { admission } from './providers/admission.ts';
import type { Diagnostic, ResourceReference } from './resources/diagnostic.ts';
import type { Resource } from './resources/resource.ts';
import type { RoutingSnapshot } from './routing/snapshot.ts';
import type { StaticConfiguration } from './static/static-configuration.ts';

/** The objects an engine routes by. */
export interface ResourceSet {
  readonly resources: readonly Resource[];
  /** Objects that were written but not accepted, so that what hangs on them is not reported again. */
  readonly rejected?: readonly ResourceReference[];
}

/** What came of a change. */
export interface Applied {
  /** The configuration in force. Unchanged if the change does not concern traffic. */
  readonly generation: number;
  readonly changed: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a configurator is made with. */
export interface ConfiguratorOptions {
  readonly static: StaticConfiguration;
  /** Shuffles balancers. */
  readonly random: Random;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Answer for the engine's own pages. Default: they are there, and empty. */
  readonly pages?: InternalPages;
  /** Number of the configuration before the first; default 0. */
  readonly generation?: number;
}

const EMPTY_PAGE = () => ({ status: 200, headers: [], body: '' });
const EMPTY_PAGES: InternalPages = {
  api: EMPTY_PAGE,
  dashboard: EMPTY_PAGE,
  ping: EMPTY_PAGE,
  metrics: EMPTY_PAGE,
};

interface Assembled {
  readonly tls: TlsSnapshot;
  readonly snapshot: RoutingSnapshot;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What an engine decides by, without a socket: turns one set of resources after the other into tables. The running
 * engine, `check` and `explain` have it in common.
 */
export class Configurator {
  readonly rules: Rules;
  readonly #random: Random;
  readonly #options: StaticConfiguration;
  readonly #admits: (resource: Resource) => boolean;
  readonly #compiler: Compiler;
  readonly #assembler: Assembler;
  #configuration = emptyConfiguration;
  #generation: number;
  /** undefined: nothing was applied yet, and nobody has asked. */
  #tables: Pick<Assembled, 'tls' | 'snapshot'> | undefined;
  /** Findings of the compilation; they may change while the configuration does not. */
  #compileFindings: readonly Diagnostic[] = [];
  /** Findings of putting the configuration in force. */
  #assemblyFindings: readonly Diagnostic[] = [];

  /** @throws LabelSelectorError if the provider's selector cannot be read. */
  constructor({ static: options, random, now, pages = EMPTY_PAGES, generation = 0 }: ConfiguratorOptions) {
    this.#options = options;
    this.#random = random;
    this.#admits = admission(options);
    const services = internalServices(options, pages);
    this.rules = new Rules(options);
    this.#compiler = new Compiler(options, [...services.keys()], this.rules);
    this.#assembler = new Assembler({
      options,
      rules: this.rules,
      internalRoutes: internalRoutes(options, pages),
      internalServices: services,
      now,
    });
    this.#generation = generation;
  }

  /** Number of the configuration in force. */
  get generation(): number {
    return this.#generation;
  }

  /** The configuration in force, with the status of everything in it. */
  get configuration(): Configuration {
    return this.#configuration;
  }

  /** The tables in force. */
  get snapshot(): RoutingSnapshot {
    return this.#inForce.snapshot;
  }

  /** What handshakes are made with. */
  get tls(): TlsSnapshot {
    return this.#inForce.tls;
  }

  /** Findings about the resources in force. */
  get diagnostics(): readonly Diagnostic[] {
    return [...this.#compileFindings, ...this.#assemblyFindings];
  }

  /** Whether a provider looks at an object, by its namespace, class and labels. `all`: among them its IngressClass. */
  takes(resource: Resource, all: readonly Resource[]): boolean {
    if (!this.#admits(resource)) return false;
    if (resource.kind !== 'Ingress') return true;
    const { kubernetesIngress } = this.#options;
    const classes = () => all.filter((other) => other.kind === 'IngressClass');
    return kubernetesIngress !== undefined && isOfIngressClass(resource, kubernetesIngress, classes);
  }

  /**
   * The tables in force with services that nothing was asked of yet: who tries them out uses up no turn of those in
   * force. `random` shuffles balancers.
   */
  untouched(random: Random): RoutingSnapshot {
    return this.#assemble(this.#configuration, this.generation, random).snapshot;
  }

  /** Compiles the resources that the providers admit and puts them in force at once. */
  apply(set: ResourceSet): Applied {
    const compiled = this.#compiler.compile(set.resources.filter(this.#admits), set.rejected ?? []);
    const { changed } = compiled;
    this.#compileFindings = compiled.diagnostics;
    if (changed) {
      const assembled = this.#assemble(compiled.configuration, this.generation + 1, this.#random);
      this.#generation = assembled.snapshot.generation;
      this.#configuration = compiled.configuration;
      this.#tables = assembled;
      this.#assemblyFindings = assembled.diagnostics;
    } else if (this.#assemblyFindings.length > 0) {
      // What they are about may have moved in its file. Nothing else of this is used, and no luck is used up.
      this.#assemblyFindings = this.#assemble(compiled.configuration, this.generation, () => 0).diagnostics;
    }
    return { generation: this.generation, changed, diagnostics: this.diagnostics };
  }

  get #inForce(): Pick<Assembled, 'tls' | 'snapshot'> {
    this.#tables ??= this.#assemble(this.#configuration, this.#generation, this.#random);
    return this.#tables;
  }

  #assemble(configuration: Configuration, generation: number, random: Random): Assembled {
    const { tls, diagnostics: tlsFindings } = assembleTls(
      configuration,
      this.#options.traefikVersion,
      this.#tables?.tls,
    );
    const { snapshot, diagnostics } = this.#assembler.assemble({ configuration, generation, random });
    return { tls, snapshot, diagnostics: [...tlsFindings, ...diagnostics] };
  }
}
