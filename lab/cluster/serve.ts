import { randomBytes } from 'node:crypto';
import type { Cluster } from './cluster.ts';
import { serverCertificates } from './http/certificates.ts';
import { kubeconfig } from './http/kubeconfig.ts';
import { KubernetesServer } from './http/server.ts';

/** Bytes of the token that lets a client in. */
const TOKEN_BYTES = 32;

/** What is served, and where. */
interface Serving {
  readonly cluster: Cluster;
  /** An address of this machine alone; default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: the system chooses. */
  readonly port?: number;
  /** Names and addresses, in lower case, by which clients reach it beside those of this machine. */
  readonly names?: readonly string[];
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
export async function serveKubernetes({ cluster, ...listening }: Serving): Promise<ServedKubernetes> {
  const api = await cluster.openApi();
  const certificates = serverCertificates(listening.names);
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  const server = await KubernetesServer.start({
    api,
    store: cluster.objects,
    registry: cluster.registry,
    certificates,
    token,
    ...listening,
    podLogs: (namespace, name, container) => cluster.podLog(namespace, name, container),
    podPorts: (namespace, name, port) => cluster.podPort(namespace, name, port),
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
