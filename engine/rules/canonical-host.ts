/**
 * The host that rules see: the Host header (`:authority` in HTTP/2) without port and IPv6 brackets, trimmed and
 * in lower case. A value that is no host with a port is used whole; an absent header is the empty string.
 * Traefik: the request decorator, on top of Go's `net.SplitHostPort`.
 */
export function canonicalHost(hostHeader: string): string {
  return withoutPort(hostHeader).trim().toLowerCase();
}

function withoutPort(value: string): string {
  if (!value.includes(':')) return value;
  const [, bracketed, plain] = hostAndPort.exec(value) ?? [];
  const host = bracketed ?? plain;
  if (host !== undefined) return host;
  return value.startsWith('[') && value.endsWith(']') ? value.slice(1, -1) : value;
}

/** Two colons outside brackets are an IPv6 address without brackets, which cannot carry a port. */
const hostAndPort = /^(?:\[([^[\]]*)\]|([^:[\]]*)):[^:[\]]*$/;
