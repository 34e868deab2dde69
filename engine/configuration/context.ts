import type { ResourceReference } from '../resources/diagnostic.ts';
import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type Resource, type ResourceOf, referenceOf } from '../resources/resource.ts';
import type {
  KubernetesProvider,
  StaticConfiguration,
  TraefikVersion,
} from '../static/static-configuration.ts';
import { CompileError } from './compile-error.ts';
import { Elements } from './elements.ts';
import type { ConfiguredCertificate, Element } from './model.ts';
import { Reporter } from './reporter.ts';
import { kindKey, type ResourceIndex, referenceKey, slicesKey } from './resource-index.ts';

/** What one object compiles to, and what it looked at for that. */
export class CompileContext extends Elements {
  readonly options: StaticConfiguration;
  readonly reporter = new Reporter();
  /** Objects found wrong while they were compiled, so that what hangs on them is not reported again. */
  readonly rejects: ResourceReference[] = [];
  readonly certificates = new Map<string, ConfiguredCertificate>();
  defaultCertificate: ConfiguredCertificate | undefined;
  /** What was asked of the index: as long as those answers stay, so does what was compiled. */
  readonly reads = new Set<string>();
  readonly #index: ResourceIndex;

  constructor(index: ResourceIndex, options: StaticConfiguration) {
    super();
    this.#index = index;
    this.options = options;
  }

  get version(): TraefikVersion {
    return this.options.traefikVersion;
  }

  /** The options of the provider that reads this kind of object. */
  providerOf(referrer: Resource): KubernetesProvider {
    const { kubernetesCrd, kubernetesIngress } = this.options;
    return referrer.kind === 'Ingress' && kubernetesIngress ? kubernetesIngress : kubernetesCrd;
  }

  ofKind<K extends Resource['kind']>(kind: K): readonly ResourceOf<K>[] {
    this.reads.add(kindKey(kind));
    return this.#index.ofKind(kind);
  }

  find<K extends Resource['kind']>(kind: K, namespace: string, name: string): ResourceOf<K> | undefined {
    const reference = { kind, namespace, name };
    this.reads.add(referenceKey(reference));
    const resource = this.#index.find(reference);
    return resource?.kind === kind ? (resource as ResourceOf<K>) : undefined;
  }

  endpointSlices(namespace: string, service: string): readonly ResourceOf<'EndpointSlice'>[] {
    this.reads.add(slicesKey(`${namespace}/${service}`));
    return this.#index.endpointSlices(namespace, service);
  }

  /** Notes that an object is wrong, which is reported with it. */
  reject(reference: ResourceReference): void {
    this.rejects.push(reference);
  }

  /** Whether an object was written but not accepted, which was reported. */
  wasRejected(reference: ResourceReference): boolean {
    this.reads.add(referenceKey(reference));
    return this.#index.wasRejected(reference);
  }

  /** The parts of an element that say where it comes from. */
  element(name: string, resource: Resource, path: FieldPath): Element {
    return {
      name,
      resource: referenceOf(resource),
      origin: resource.origin,
      path,
      status: 'enabled',
      errors: [],
    };
  }

  /** Runs `compile`; what it throws as CompileError becomes a finding, and undefined the result. */
  attempt<T>(resource: Resource, compile: () => T): T | undefined {
    try {
      return compile();
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      if (!error.silent) {
        this.reporter.error(resource, error.path, {
          code: error.code,
          message: error.message,
          ...(error.advice === undefined ? {} : { advice: error.advice }),
        });
      }
      return undefined;
    }
  }

  /** The namespace a reference means; refuses another namespace than the referrer's unless that is allowed. */
  namespaceFor(
    reference: { readonly name: string; readonly namespace?: string | undefined },
    referrer: Resource,
    path: FieldPath,
  ): string {
    const own = namespaceOf(referrer);
    const wanted = reference.namespace || own;
    if (wanted !== own && !this.options.kubernetesCrd.allowCrossNamespace) {
      throw new CompileError(
        'cross-namespace',
        [...path, 'namespace'],
        `${referrer.kind} in namespace "${own}" refers to ${reference.name} in namespace "${wanted}", which is not allowed`,
        `put both in one namespace, or start with --providers.kubernetescrd.allowcrossnamespace=true`,
      );
    }
    return wanted;
  }
}
