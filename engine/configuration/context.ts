import { formatReference, type ResourceReference } from '../resources/diagnostic.ts';
import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type Resource, type ResourceOf, referenceOf } from '../resources/resource.ts';
import type {
  KubernetesProvider,
  StaticConfiguration,
  TraefikVersion,
} from '../static/static-configuration.ts';
import { CompileError } from './compile-error.ts';
import type {
  AddressService,
  ConfiguredCertificate,
  ConfiguredMiddleware,
  ConfiguredTcpTransport,
  ConfiguredTlsOptions,
  ConfiguredTransport,
  Element,
  HttpRouter,
  HttpService,
  TcpRouter,
  UdpRouter,
} from './model.ts';
import { normalize, qualify } from './names.ts';
import { Reporter } from './reporter.ts';

interface ContextInput {
  readonly resources: readonly Resource[];
  readonly rejected: readonly ResourceReference[];
  readonly options: StaticConfiguration;
  readonly internalServices: readonly string[];
}

/** What one compilation reads and fills. */
export class CompileContext {
  readonly options: StaticConfiguration;
  /** Names of the engine's own services that are on. */
  readonly internalServices: ReadonlySet<string>;
  readonly reporter = new Reporter();
  readonly httpRouters = new Map<string, HttpRouter>();
  readonly httpServices = new Map<string, HttpService>();
  readonly middlewares = new Map<string, ConfiguredMiddleware>();
  readonly serversTransports = new Map<string, ConfiguredTransport>();
  readonly tcpRouters = new Map<string, TcpRouter>();
  readonly tcpServices = new Map<string, AddressService>();
  readonly tcpMiddlewares = new Map<string, ConfiguredMiddleware>();
  readonly tcpServersTransports = new Map<string, ConfiguredTcpTransport>();
  readonly udpRouters = new Map<string, UdpRouter>();
  readonly udpServices = new Map<string, AddressService>();
  readonly tlsOptions = new Map<string, ConfiguredTlsOptions>();
  readonly certificates = new Map<string, ConfiguredCertificate>();
  defaultCertificate: ConfiguredCertificate | undefined;

  readonly #resources: readonly Resource[];
  readonly #byReference = new Map<string, Resource>();
  readonly #slices = new Map<string, ResourceOf<'EndpointSlice'>[]>();
  /** Objects that are not in force for a reason that was reported already: what hangs on them is not reported again. */
  readonly #rejected = new Map<string, ResourceReference>();

  constructor({ resources, rejected, options, internalServices }: ContextInput) {
    this.#resources = resources;
    this.options = options;
    this.internalServices = new Set(internalServices);
    for (const reference of rejected) this.reject(reference);
    for (const resource of resources) {
      this.#byReference.set(formatReference(referenceOf(resource)), resource);
      if (resource.kind !== 'EndpointSlice') continue;
      const owner = `${namespaceOf(resource)}/${resource.metadata.labels['kubernetes.io/service-name'] ?? ''}`;
      const slices = this.#slices.get(owner);
      if (slices) slices.push(resource);
      else this.#slices.set(owner, [resource]);
    }
  }

  get version(): TraefikVersion {
    return this.options.traefikVersion;
  }

  /** The options of the provider that reads this kind of object. */
  providerOf(referrer: Resource): KubernetesProvider {
    const { kubernetesCrd, kubernetesIngress } = this.options;
    return (referrer.kind as string) === 'Ingress' && kubernetesIngress ? kubernetesIngress : kubernetesCrd;
  }

  ofKind<K extends Resource['kind']>(kind: K): ResourceOf<K>[] {
    // The filter is the proof; TypeScript cannot narrow a union by a type parameter.
    return this.#resources.filter((resource) => resource.kind === kind) as ResourceOf<K>[];
  }

  find<K extends Resource['kind']>(kind: K, namespace: string, name: string): ResourceOf<K> | undefined {
    const resource = this.#byReference.get(formatReference({ kind, namespace, name }));
    return resource?.kind === kind ? (resource as ResourceOf<K>) : undefined;
  }

  endpointSlices(namespace: string, service: string): readonly ResourceOf<'EndpointSlice'>[] {
    return this.#slices.get(`${namespace}/${service}`) ?? [];
  }

  reject(reference: ResourceReference): void {
    this.#rejected.set(formatReference(reference), reference);
  }

  wasRejected(reference: ResourceReference): boolean {
    return this.#rejected.has(formatReference(reference));
  }

  /** Whether `qualifiedName` would be the name of an object of `kind` that was rejected. */
  wasRejectedName(kind: string, qualifiedName: string): boolean {
    for (const { kind: candidate, namespace, name } of this.#rejected.values()) {
      const key = `${namespace}-${name}`;
      if (candidate === kind && [qualify(key), qualify(normalize(key))].includes(qualifiedName)) return true;
    }
    return false;
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
