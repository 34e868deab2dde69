/** How a kubelet finds out that a container is ready (Kubernetes: Probe v1 core). */
export interface Probe {
  readonly check:
    | {
        readonly kind: 'http';
        readonly port: number;
        readonly path: string;
        readonly secure: boolean;
        readonly headers: Readonly<Record<string, string>>;
      }
    | { readonly kind: 'tcp'; readonly port: number }
    | { readonly kind: 'exec'; readonly command: readonly string[] };
  /** Milliseconds before it is asked first. */
  readonly delayMs: number;
  /** Milliseconds that it may take to answer. */
  readonly timeoutMs: number;
}

/** Seconds, if the manifest does not say. */
const DEFAULT_TIMEOUT_SECONDS = 1;

interface NamedPort {
  readonly containerPort: number;
  readonly name?: string | undefined;
}

/**
 * The probe that a manifest writes; undefined if it has none, or one of a kind that is not asked here (gRPC).
 *
 * @throws Error for a port name that the container does not have
 */
export function probeOf(written: unknown, ports: readonly NamedPort[]): Probe | undefined {
  if (!isRecord(written)) return undefined;
  const check = checkOf(written, ports);
  if (!check) return undefined;
  return {
    check,
    delayMs: secondsIn(written, 'initialDelaySeconds', 0) * 1000,
    timeoutMs: secondsIn(written, 'timeoutSeconds', DEFAULT_TIMEOUT_SECONDS) * 1000,
  };
}

function checkOf(written: Record<string, unknown>, ports: readonly NamedPort[]): Probe['check'] | undefined {
  const { httpGet, tcpSocket, exec } = written;
  if (isRecord(httpGet)) {
    const { path, scheme, httpHeaders } = httpGet;
    const headers = Array.isArray(httpHeaders) ? httpHeaders.filter(isRecord) : [];
    return {
      kind: 'http',
      port: portOf(httpGet['port'], ports),
      path: typeof path === 'string' && path !== '' ? path : '/',
      secure: scheme === 'HTTPS',
      headers: Object.fromEntries(headers.map(({ name, value }) => [String(name), String(value)])),
    };
  }
  if (isRecord(tcpSocket)) return { kind: 'tcp', port: portOf(tcpSocket['port'], ports) };
  if (isRecord(exec) && Array.isArray(exec['command']))
    return { kind: 'exec', command: exec['command'].map(String) };
  return undefined;
}

function portOf(written: unknown, ports: readonly NamedPort[]): number {
  const number = Number(written);
  if (Number.isInteger(number)) return number;
  const named = ports.find(({ name }) => name === written);
  if (named) return named.containerPort;
  const known = ports.flatMap(({ name }) => name ?? []).join(', ') || 'none';
  throw new Error(`its readinessProbe asks the port "${String(written)}"; names of its ports: ${known}`);
}

function secondsIn(written: Record<string, unknown>, field: string, otherwise: number): number {
  const value = written[field];
  return typeof value === 'number' && value >= 0 ? value : otherwise;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
