import { FlagError, parseAddress, parseBoolean, parseCount, parseList, parseTime } from './flag-values.ts';
import type { EntryPoint, KubernetesProvider, StaticConfiguration } from './static-configuration.ts';

/** What the flags say so far; every default is Traefik's. */
interface Draft {
  readonly entryPoints: Map<string, EntryPoint>;
  kubernetesCrd: KubernetesProvider;
  api: { enabled: boolean; insecure: boolean; dashboard: boolean };
  ping: { enabled: boolean; entryPoint: string };
  metrics: { enabled: boolean; entryPoint: string };
}

type Setter = (draft: Draft, value: string) => void;

const PROVIDER_DEFAULTS: KubernetesProvider = {
  namespaces: [],
  labelSelector: '',
  ingressClass: '',
  allowCrossNamespace: false,
  allowExternalNameServices: false,
  allowEmptyServices: false,
};

/** Traefik's defaults for an entry point of this name. */
export function defaultEntryPoint(name: string): EntryPoint {
  return {
    name,
    host: '',
    port: 80,
    protocol: 'tcp',
    asDefault: false,
    readTimeoutMs: 60_000,
    writeTimeoutMs: 0,
    idleTimeoutMs: 180_000,
    graceTimeoutMs: 10_000,
    forwardedHeaders: { insecure: false, trustedIps: [] },
    maxHeaderBytes: 1_048_576,
    udpTimeoutMs: 3_000,
  };
}

/** Flags of one entry point, behind `--entrypoints.NAME.`; names are matched without regard to case. */
const ENTRY_POINT_FLAGS: Readonly<
  Record<string, (entryPoint: EntryPoint, value: string, flag: string) => EntryPoint>
> = {
  address: (entryPoint, value, flag) => ({ ...entryPoint, ...parseAddress(value, flag) }),
  asdefault: (entryPoint, value, flag) => ({ ...entryPoint, asDefault: parseBoolean(value, flag) }),
  'transport.respondingtimeouts.readtimeout': (entryPoint, value, flag) => ({
    ...entryPoint,
    readTimeoutMs: parseTime(value, flag),
  }),
  'transport.respondingtimeouts.writetimeout': (entryPoint, value, flag) => ({
    ...entryPoint,
    writeTimeoutMs: parseTime(value, flag),
  }),
  'transport.respondingtimeouts.idletimeout': (entryPoint, value, flag) => ({
    ...entryPoint,
    idleTimeoutMs: parseTime(value, flag),
  }),
  'transport.lifecycle.gracetimeout': (entryPoint, value, flag) => ({
    ...entryPoint,
    graceTimeoutMs: parseTime(value, flag),
  }),
  'forwardedheaders.insecure': (entryPoint, value, flag) => ({
    ...entryPoint,
    forwardedHeaders: { ...entryPoint.forwardedHeaders, insecure: parseBoolean(value, flag) },
  }),
  'forwardedheaders.trustedips': (entryPoint, value) => ({
    ...entryPoint,
    forwardedHeaders: { ...entryPoint.forwardedHeaders, trustedIps: parseList(value) },
  }),
  'http.maxheaderbytes': (entryPoint, value, flag) => ({
    ...entryPoint,
    maxHeaderBytes: parseCount(value, flag),
  }),
  'udp.timeout': (entryPoint, value, flag) => {
    const udpTimeoutMs = parseTime(value, flag);
    if (udpTimeoutMs <= 0)
      throw new FlagError(`${flag}=${value}: the UDP timeout must be above zero, such as 3s`);
    return { ...entryPoint, udpTimeoutMs };
  },
};

const PROVIDER_FLAGS: Readonly<Record<string, (value: string, flag: string) => Partial<KubernetesProvider>>> =
  {
    namespaces: (value) => ({ namespaces: parseList(value) }),
    labelselector: (value) => ({ labelSelector: value }),
    ingressclass: (value) => ({ ingressClass: value }),
    allowcrossnamespace: (value, flag) => ({ allowCrossNamespace: parseBoolean(value, flag) }),
    allowexternalnameservices: (value, flag) => ({ allowExternalNameServices: parseBoolean(value, flag) }),
    allowemptyservices: (value, flag) => ({ allowEmptyServices: parseBoolean(value, flag) }),
  };

/** Flags without a name in them. `providers.kubernetesingress` is accepted; core Ingress objects are not served yet. */
const FLAGS: Readonly<Record<string, Setter>> = {
  api: (draft, value) => setBoolean(value, '--api', (on) => (draft.api.enabled = on)),
  'api.insecure': (draft, value) =>
    setBoolean(value, '--api.insecure', (on) => {
      draft.api.insecure = on;
      if (on) draft.api.enabled = true;
    }),
  'api.dashboard': (draft, value) =>
    setBoolean(value, '--api.dashboard', (on) => {
      draft.api.dashboard = on;
      if (on) draft.api.enabled = true;
    }),
  ping: (draft, value) => setBoolean(value, '--ping', (on) => (draft.ping.enabled = on)),
  'ping.entrypoint': (draft, value) => {
    draft.ping = { enabled: true, entryPoint: value };
  },
  'metrics.prometheus': (draft, value) =>
    setBoolean(value, '--metrics.prometheus', (on) => (draft.metrics.enabled = on)),
  'metrics.prometheus.entrypoint': (draft, value) => {
    draft.metrics = { enabled: true, entryPoint: value };
  },
  'providers.kubernetescrd': () => undefined,
  'providers.kubernetesingress': () => undefined,
  'providers.kubernetesingress.allowexternalnameservices': () => undefined,
  'providers.kubernetesingress.allowemptyservices': () => undefined,
};

/**
 * Reads static options in Traefik's flag spelling (Traefik: reference/static-configuration/cli): names without
 * regard to case, `--name=value` or `--name value`, `--name` alone for true, durations as Go writes them or in
 * whole seconds.
 *
 * @throws FlagError naming the flag, with Traefik's text for unknown ones.
 */
export function parseFlags(flags: readonly string[]): StaticConfiguration {
  const draft: Draft = {
    entryPoints: new Map(),
    kubernetesCrd: PROVIDER_DEFAULTS,
    api: { enabled: false, insecure: false, dashboard: true },
    ping: { enabled: false, entryPoint: 'traefik' },
    metrics: { enabled: false, entryPoint: 'traefik' },
  };
  for (let index = 0; index < flags.length; index += 1) {
    const [, name = '', written] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(flags[index] ?? '') ?? [];
    if (name === '') throw new FlagError(`"${flags[index]}" is not a flag: write --name=value`);
    const next = flags[index + 1];
    const separate = written === undefined && next !== undefined && !next.startsWith('--');
    if (separate) index += 1;
    apply(draft, name, written ?? (separate ? next : 'true'));
  }
  return finish(draft);
}

function apply(draft: Draft, name: string, value: string): void {
  const flag = `--${name}`;
  const lower = name.toLowerCase();
  const entryPoint = /^entrypoints\.([^.]+)\.(.+)$/i.exec(name);
  const setEntryPoint = ENTRY_POINT_FLAGS[entryPoint?.[2]?.toLowerCase() ?? ''];
  if (entryPoint?.[1] !== undefined && setEntryPoint) {
    const key = entryPoint[1];
    draft.entryPoints.set(
      key,
      setEntryPoint(draft.entryPoints.get(key) ?? defaultEntryPoint(key), value, flag),
    );
    return;
  }
  const setProvider = PROVIDER_FLAGS[lower.replace(/^providers\.kubernetescrd\./, '')];
  if (lower.startsWith('providers.kubernetescrd.') && setProvider) {
    draft.kubernetesCrd = { ...draft.kubernetesCrd, ...setProvider(value, flag) };
    return;
  }
  const set = FLAGS[lower];
  if (!set) {
    throw new FlagError(
      `failed to decode configuration from flags: field not found, node: ${lower.split('.').at(-1)} (${flag})`,
    );
  }
  set(draft, value);
}

function finish(draft: Draft): StaticConfiguration {
  const { api, ping, metrics, kubernetesCrd } = draft;
  const entryPoints = new Map(draft.entryPoints);
  if (entryPoints.size === 0) entryPoints.set('http', defaultEntryPoint('http'));
  const needsTraefik =
    api.insecure ||
    (ping.enabled && ping.entryPoint === 'traefik') ||
    (metrics.enabled && metrics.entryPoint === 'traefik');
  if (needsTraefik && !entryPoints.has('traefik')) {
    entryPoints.set('traefik', { ...defaultEntryPoint('traefik'), port: 8080 });
  }
  return {
    entryPoints: [...entryPoints.values()],
    kubernetesCrd,
    api,
    pingEntryPoint: ping.enabled ? ping.entryPoint : undefined,
    metricsEntryPoint: metrics.enabled ? metrics.entryPoint : undefined,
  };
}

function setBoolean(value: string, flag: string, set: (on: boolean) => void): void {
  set(parseBoolean(value, flag));
}
