import { ACCESS_LOG_DEFAULTS, setAccessLogOption } from './access-log-flags.ts';
import { defaultEntryPoint, ENTRY_POINT_FLAGS } from './entry-point-flags.ts';
import { FlagError, parseBoolean, parseList, parseVersion } from './flag-values.ts';
import { CRD_DEFAULTS, CRD_FLAGS, INGRESS_DEFAULTS, INGRESS_FLAGS } from './provider-flags.ts';
import {
  type AccessLogOptions,
  type EntryPoint,
  type KubernetesCrdProvider,
  type KubernetesIngressProvider,
  NEWEST_TRAEFIK,
  type StaticConfiguration,
  type TraefikVersion,
} from './static-configuration.ts';

/** What the flags say so far; every default is Traefik's. */
interface Draft {
  readonly entryPoints: Map<string, EntryPoint>;
  traefikVersion: TraefikVersion;
  kubernetesCrd: KubernetesCrdProvider;
  kubernetesIngress: { enabled: boolean; provider: KubernetesIngressProvider };
  defaultRuleSyntax: 'v2' | 'v3' | undefined;
  precedence: readonly string[];
  readonly filePaths: string[];
  api: { enabled: boolean; insecure: boolean; dashboard: boolean };
  ping: { enabled: boolean; entryPoint: string };
  metrics: { enabled: boolean; entryPoint: string };
  accessLog: { enabled: boolean; options: AccessLogOptions };
}

type Setter = (draft: Draft, value: string) => void;

/** Flags whose value is any text: standing alone they do not mean true. */
const NEED_ARGUMENT =
  /(?:labelselector|ingressclass|namespaces|\.endpoint|\.token|\.certauthfilepath|throttleduration|ingressendpoint\.\w+|trustedips|\.entrypoint|precedence|defaultrulesyntax|^traefikversion|\.filename|\.directory|filepath|accesslog\.format|statuscodes|minduration|bufferingsize|defaultmode|fields\.(?:headers\.)?names\.[^.]+|http\.middlewares|tls\.options|tls\.certresolver|\.main|\.sans|redirections\.entrypoint\.(?:to|scheme|priority))$/;

/** Traefik's flags about what is not here: its log, its versions, its wait before a change is in force. */
const WITHOUT_EFFECT =
  /^(?:log\.\w+|global\.(?:checknewversion|sendanonymoususage)|providers\.providersthrottleduration|providers\.file\.(?:watch|debugloggeneratedtemplate)|providers\.file)$/;

/** Traefik's order among routers of equal priority (Traefik 3.7: `providers.precedence`). */
const PRECEDENCE: readonly string[] = [
  'kubernetesgateway',
  'kubernetescrd',
  'kubernetes',
  'kubernetesingressnginx',
  'swarm',
  'docker',
  'file',
  'redis',
  'knative',
  'consul',
  'consulcatalog',
  'nomad',
  'etcd',
  'ecs',
  'http',
  'zookeeper',
  'rest',
];

/** Flags without a name in them. `traefikversion` is the engine's own: all others are Traefik's. */
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
  accesslog: (draft, value) => setBoolean(value, '--accesslog', (on) => (draft.accessLog.enabled = on)),
  'providers.kubernetescrd': (draft, value) =>
    setBoolean(value, '--providers.kubernetescrd', (named) => {
      draft.kubernetesCrd = { ...draft.kubernetesCrd, named };
    }),
  'providers.kubernetesingress': (draft, value) =>
    setBoolean(value, '--providers.kubernetesingress', (named) => {
      const { provider } = draft.kubernetesIngress;
      draft.kubernetesIngress = { enabled: named, provider: { ...provider, named } };
    }),
  'providers.precedence': (draft, value) => {
    draft.precedence = parseList(value).map((name) => name.toLowerCase());
  },
  'providers.file.filename': (draft, value) => draft.filePaths.push(value),
  'providers.file.directory': (draft, value) => draft.filePaths.push(value),
  'core.defaultrulesyntax': (draft, value) => {
    if (value !== 'v2' && value !== 'v3') {
      throw new FlagError(`--core.defaultrulesyntax=${value}: write v2 or v3`);
    }
    draft.defaultRuleSyntax = value;
  },
  traefikversion: (draft, value) => {
    draft.traefikVersion = parseVersion(value, '--traefikversion');
  },
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
    traefikVersion: NEWEST_TRAEFIK,
    kubernetesCrd: CRD_DEFAULTS,
    kubernetesIngress: { enabled: true, provider: INGRESS_DEFAULTS },
    defaultRuleSyntax: undefined,
    precedence: PRECEDENCE,
    filePaths: [],
    api: { enabled: false, insecure: false, dashboard: true },
    ping: { enabled: false, entryPoint: 'traefik' },
    metrics: { enabled: false, entryPoint: 'traefik' },
    accessLog: { enabled: false, options: ACCESS_LOG_DEFAULTS },
  };
  for (let index = 0; index < flags.length; index += 1) {
    const [, name = '', written] = /^--?([^-=][^=]*)(?:=([\s\S]*))?$/.exec(flags[index] ?? '') ?? [];
    if (name === '') throw new FlagError(`"${flags[index]}" is not a flag: write --name=value`);
    const next = flags[index + 1];
    const separate = written === undefined && next !== undefined && !next.startsWith('-');
    if (separate) index += 1;
    const value = written ?? (separate ? next : undefined);
    if (value === undefined && NEED_ARGUMENT.test(name.toLowerCase())) {
      throw new FlagError(`flag needs an argument: --${name}`);
    }
    apply(draft, name, value ?? 'true');
  }
  return finish(draft);
}

function apply(draft: Draft, name: string, value: string): void {
  const flag = `--${name}`;
  const lower = name.toLowerCase();
  const [, entryPoint = '', option = ''] = /^entrypoints\.([^.]+)\.(.+)$/i.exec(name) ?? [];
  const setEntryPoint = own(ENTRY_POINT_FLAGS, option.toLowerCase().replace(/\[\d+\]/, '[n]'));
  if (setEntryPoint) {
    // As in Traefik, the first spelling names the entry point.
    const known = [...draft.entryPoints.keys()].find((key) => key.toLowerCase() === entryPoint.toLowerCase());
    const key = known ?? entryPoint;
    const now = draft.entryPoints.get(key) ?? { ...defaultEntryPoint(key), port: -1 };
    draft.entryPoints.set(key, setEntryPoint(now, value, flag));
    return;
  }
  const [, provider = '', providerOption = ''] =
    /^providers\.(kubernetescrd|kubernetesingress)\.(.+)$/.exec(lower) ?? [];
  const setCrd = provider === 'kubernetescrd' ? own(CRD_FLAGS, providerOption) : undefined;
  if (setCrd) {
    const now = draft.kubernetesCrd;
    draft.kubernetesCrd = { ...now, named: true, ...setCrd(value, flag, now) };
    return;
  }
  const setIngress = provider === 'kubernetesingress' ? own(INGRESS_FLAGS, providerOption) : undefined;
  if (setIngress) {
    const now = draft.kubernetesIngress.provider;
    draft.kubernetesIngress = {
      enabled: true,
      provider: { ...now, named: true, ...setIngress(value, flag, now) },
    };
    return;
  }
  const [, logOption] = /^accesslog\.(.+)$/i.exec(name) ?? [];
  const logOptions = logOption && setAccessLogOption(draft.accessLog.options, logOption, value, flag);
  if (logOptions) {
    draft.accessLog = { enabled: true, options: logOptions };
    return;
  }
  const set = own(FLAGS, lower);
  if (set) set(draft, value);
  else if (!WITHOUT_EFFECT.test(lower)) {
    const node = lower.split('.').at(-1);
    throw new FlagError(
      `failed to decode configuration from flags: field not found, node: ${node} (${flag})`,
    );
  }
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function finish(draft: Draft): StaticConfiguration {
  const { api, ping, metrics, accessLog, kubernetesCrd, kubernetesIngress, traefikVersion } = draft;
  const entryPoints = new Map(draft.entryPoints);
  if (entryPoints.size === 0) entryPoints.set('http', defaultEntryPoint('http'));
  const needsTraefik =
    api.insecure ||
    (ping.enabled && ping.entryPoint === 'traefik') ||
    (metrics.enabled && metrics.entryPoint === 'traefik');
  for (const [name, { port }] of entryPoints) {
    if (port >= 0) continue;
    throw new FlagError(
      `entry point "${name}" has no address: write --entrypoints.${name}.address=:8000/tcp`,
    );
  }
  for (const entryPoint of entryPoints.values()) checkRedirection(entryPoint, entryPoints);
  if (needsTraefik && !entryPoints.has('traefik')) {
    entryPoints.set('traefik', { ...defaultEntryPoint('traefik'), port: 8080 });
  }
  return {
    entryPoints: [...entryPoints.values()],
    traefikVersion,
    kubernetesCrd,
    kubernetesIngress: kubernetesIngress.enabled ? kubernetesIngress.provider : undefined,
    // Version 2 knows only its own syntax.
    defaultRuleSyntax: traefikVersion < 300 ? 'v2' : (draft.defaultRuleSyntax ?? 'v3'),
    providerPrecedence: draft.precedence,
    filePaths: draft.filePaths,
    api,
    pingEntryPoint: ping.enabled ? ping.entryPoint : undefined,
    metricsEntryPoint: metrics.enabled ? metrics.entryPoint : undefined,
    accessLog: accessLog.enabled ? accessLog.options : undefined,
  };
}

/** Traefik leaves such a redirection out, and says so in its log alone. */
function checkRedirection({ name, http }: EntryPoint, entryPoints: ReadonlyMap<string, EntryPoint>): void {
  const redirection = http?.redirection;
  if (!redirection) return;
  const { to, scheme } = redirection;
  const flag = `--entrypoints.${name}.http.redirections.entrypoint`;
  if (to !== '' && !/^:\d+$/.test(to) && !entryPoints.has(to)) {
    const names = [...entryPoints.keys()].join(', ');
    throw new FlagError(
      `${flag}.to=${to}: there is no such entry point; write a port such as :443, or one of ${names}`,
    );
  }
  if (to === '') throw new FlagError(`${flag}.to is missing: write an entry point, or a port such as :443`);
  if (scheme === '') throw new FlagError(`${flag}.scheme is empty: write https or http`);
}

function setBoolean(value: string, flag: string, set: (on: boolean) => void): void {
  set(parseBoolean(value, flag));
}
