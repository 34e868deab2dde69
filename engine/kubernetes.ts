import { isOfIngressClass } from './configuration/ingress-class.ts';
import type { ResourceSet } from './configurator.ts';
import { systemClock } from './net/clock.ts';
import { admission } from './providers/admission.ts';
import { type ApiAddress, type Environment, openApi } from './providers/kubernetes/credentials.ts';
import type { HttpTransport } from './providers/kubernetes/http-transport.ts';
import { IngressStatus } from './providers/kubernetes/ingress-status.ts';
import type { ObjectView } from './providers/kubernetes/object-view.ts';
import type { WatchedProviders } from './providers/kubernetes/watched-kinds.ts';
import { KubernetesWatcher } from './providers/kubernetes/watcher.ts';
import type { Diagnostic } from './resources/diagnostic.ts';
import type { ResourceOf } from './resources/resource.ts';
import type { StaticConfiguration } from './static/static-configuration.ts';

/** The objects of a Kubernetes API after a change, and what is wrong with them. */
export interface KubernetesSet extends ResourceSet {
  readonly diagnostics: readonly Diagnostic[];
}

/** Who hears of the objects of a Kubernetes API. */
export interface KubernetesSourceListener {
  /** Not called again before what it returns is resolved. */
  onChange(set: KubernetesSet): Promise<void> | void;
  /** A line to tell: the API is away, something is forbidden. */
  onNotice(line: string): void;
}

/** What a source is started with. */
export interface KubernetesSourceOptions {
  readonly static: StaticConfiguration;
  readonly watches: WatchedProviders;
  readonly address: ApiAddress;
  readonly environment: Environment;
  readonly listener: KubernetesSourceListener;
}

/** The resources of a Kubernetes API, as the providers of Traefik have them. `start` opens it, `close` ends it. */
export class KubernetesSource implements AsyncDisposable {
  /** How the API is called in messages. */
  readonly name: string;
  /** Resolves when there is a first set, which was handed over. */
  readonly synced: Promise<void>;
  readonly #watcher: KubernetesWatcher;
  readonly #status: IngressStatus | undefined;
  readonly #transport: HttpTransport;

  private constructor(
    transport: HttpTransport,
    watcher: KubernetesWatcher,
    status: IngressStatus | undefined,
  ) {
    this.name = transport.name;
    this.#transport = transport;
    this.synced = watcher.synced;
    this.#watcher = watcher;
    this.#status = status;
  }

  /**
   * Begins to list and to watch.
   *
   * @throws KubernetesAddressError if no API is named, or its credentials cannot be read.
   * @throws LabelSelectorError if a provider's selector cannot be read.
   */
  static async start(options: KubernetesSourceOptions): Promise<KubernetesSource> {
    const { listener, watches } = options;
    const { kubernetesIngress } = options.static;
    let latest: ObjectView | undefined;
    const takes = admittedIngress(options.static, () => latest);
    const transport = await openApi(options.address, options.environment);
    const status =
      watches.ingress && kubernetesIngress
        ? new IngressStatus({
            transport,
            endpoint: kubernetesIngress.ingressEndpoint,
            admits: takes,
            tell: (line) => listener.onNotice(line),
            clock: systemClock,
            random: Math.random,
          })
        : undefined;
    const watcher = new KubernetesWatcher({
      static: options.static,
      watches,
      transport,
      listener: {
        async onChange(view) {
          latest = view;
          await listener.onChange(view.set);
          status?.update(view);
        },
        onNotice: (line) => listener.onNotice(line),
      },
    });
    return new KubernetesSource(transport, watcher, status);
  }

  async close(): Promise<void> {
    await Promise.all([this.#watcher.close(), this.#status?.close()]);
    this.#transport.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Whether the Ingress provider routes by an Ingress, by its namespace, labels and class. */
function admittedIngress(
  options: StaticConfiguration,
  view: () => ObjectView | undefined,
): (ingress: ResourceOf<'Ingress'>) => boolean {
  const admits = admission(options);
  const { kubernetesIngress } = options;
  return (ingress) => {
    if (!kubernetesIngress || !admits(ingress)) return false;
    return isOfIngressClass(ingress, kubernetesIngress, () =>
      [...(view()?.ofKind('IngressClass') ?? [])]
        .map(({ resource }) => resource)
        .filter((resource) => resource.kind === 'IngressClass'),
    );
  };
}
