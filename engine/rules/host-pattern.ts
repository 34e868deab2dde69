function sameHost(pattern: string): (host: string) => boolean {
  return (host) => host === pattern;
}

/**
 * Compares a host with the value of Host or HostSNI, both in lower case. A value that begins with `*` stands for
 * exactly one label: `*.shop.test` matches `eu.shop.test`, not `shop.test`, nor `a.eu.shop.test` (Traefik 3.7).
 */
export function hostPattern(pattern: string): (host: string) => boolean {
  if (!pattern.startsWith('*')) return (host) => host === pattern;
  const parent = pattern.slice(1);
  return (host) => {
    const firstDot = host.indexOf('.');
    return firstDot < 0 ? parent === '' : host.length - firstDot === parent.length && host.endsWith(parent);
  };
}

/** As `hostPattern`, or without wildcards; and a dot at the end of the pattern or of the host does not count. */
export function hostPatternIgnoringFinalDot(pattern: string, wildcards = true): (host: string) => boolean {
  const patternOf = wildcards ? hostPattern : sameHost;
  const asWritten = patternOf(pattern);
  const withoutDot = pattern.endsWith('.') ? patternOf(pattern.slice(0, -1)) : asWritten;
  return (host) =>
    asWritten(host) || withoutDot(host) || (host.endsWith('.') && asWritten(host.slice(0, -1)));
}
