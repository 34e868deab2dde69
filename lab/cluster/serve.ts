import { randomBytes } from 'node:crypto';
import type { KubernetesApi } from './api/kubernetes-api.ts';
import type { Cluster } from './cluster.ts';
import { serverCertificates } from './http/certificates.ts';
import { kubeconfig } from './http/kubeconfig.ts';
import { KubernetesServer } from './http/server.ts';
import type { Json } from './objects/object.ts';
import { openApiDocument, openApiIndex, openApiV2 } from './schema/open-api.ts';
import { traefikDefinitions } from './schema/traefik-definitions.ts';

/** Bytes of the token that lets a client in. */
const TOKEN_BYTES = 32;

/** What is served, and where. */
interface Serving {
  readonly cluster: Cluster;
  /** On the objects of the cluster. */
  readonly api: KubernetesApi;
  /** An address of this machine alone; default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: the system chooses. */
  readonly port?: number;
}

/** A Kubernetes API that listens, and how clients get in. */
export interface ServedKubernetes extends AsyncDisposable {
  /** `https://127.0.0.1:6443` */
  readonly url: string;
  readonly token: string;
  /** Certificate of the authority that signed the server's own, PEM. */
  readonly authority: string;
  /** All of it as kubectl reads it from a file. */
  readonly kubeconfig: string;
}

/**
 * Serves a cluster's objects to kubectl, Helm and informers. Traefik's CustomResourceDefinitions are installed in it, as
 * its Helm chart would; who wants others, or none, changes them.
 *
 * @throws Error `EADDRINUSE` and the like, of the system
 */
export async function serveKubernetes({ cluster, api, ...listening }: Serving): Promise<ServedKubernetes> {
  installDefinitions(cluster, api);
  const certificates = serverCertificates();
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  const server = await KubernetesServer.start({
    api,
    store: cluster.objects,
    registry: cluster.registry,
    openApi: { index: openApiIndex, document: openApiDocument, v2: openApiV2 },
    certificates,
    token,
    ...listening,
    podLogs(namespace, name) {
      const log = cluster.podLog(namespace, name);
      if (!log) return undefined;
      const lineOf = ({ at, text }: (typeof log.lines)[number]) => ({ time: at.getTime(), text });
      return {
        lines: log.lines.map(lineOf),
        onLine: (listener) => log.subscribe((line) => listener(lineOf(line))),
      };
    },
  });
  const { url } = server;
  return {
    url,
    token,
    authority: certificates.authorityPem,
    kubeconfig: kubeconfig({ url, certificates, token }),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

function installDefinitions({ registry, objects }: Cluster, api: KubernetesApi): void {
  const type = registry.ofKind('apiextensions.k8s.io/v1', 'CustomResourceDefinition');
  if (!type) return;
  for (const definition of traefikDefinitions()) {
    if (!objects.get(type, '', definition.metadata.name)) api.create(type, '', definition as Json);
  }
}
