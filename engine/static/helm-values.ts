import { readDocuments } from '../resources/yaml-documents.ts';
import { FlagError } from './flag-values.ts';
import { HelmFields } from './helm-fields.ts';

/** How values are read. */
export interface HelmValuesOptions {
  /**
   * true: entry points listen on their `nodePort` where they have one, the port that clients outside of the cluster
   * use; default: on `port`, as in the pod. Redirections lead to `exposedPort` either way.
   */
  readonly preferNodePort?: boolean;
}

interface ChartPort {
  readonly number: number;
  readonly protocol: 'tcp' | 'udp';
  /** The field that has the number. */
  readonly field: 'port' | 'nodePort';
}

/** Options of an entry point, behind `--entrypoints.NAME.`; undefined: there is no such flag. */
type EntryPointOptions = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Turns values of Traefik's Helm chart into Traefik's flags: each entry of `ports` into an entry point, whether it is
 * exposed or not, and `additionalArguments` as they are, behind all others. What the values leave out is left out: the
 * chart's own defaults are not added. Fields may be spelled as in any release of the chart. Two entry points may share a
 * port number if one is TCP and the other UDP.
 *
 * @param file names the text in errors
 * @throws FlagError with file and line
 */
export function flagsFromHelmValues(
  text: string,
  file: string,
  { preferNodePort = false }: HelmValuesOptions = {},
): string[] {
  const { documents, diagnostics } = readDocuments(text, file);
  const [syntax] = diagnostics;
  if (syntax) throw new FlagError(`${file}:${syntax.position?.line ?? 1}: ${syntax.message}`);
  const [values, second] = documents;
  if (!values) return [];
  if (second) {
    throw new HelmFields(second.origin, {}).refuse([], 'Helm reads one YAML document', 'split the file');
  }
  const root = new HelmFields(values.origin, values.value);
  const ports = root.mapping('ports');
  const flags: string[] = [];
  const taken = new Map<string, string>();
  for (const name of ports.names) {
    const { number, protocol, field } = portOf(ports, name, preferNodePort);
    const address = `:${number}/${protocol}`;
    const holder = taken.get(address);
    if (holder !== undefined) {
      const problem = `the entry points ${holder} and ${name} both listen on ${address}`;
      throw ports.refuse([name, field], problem, 'give one of them another port');
    }
    taken.set(address, name);
    const options: EntryPointOptions = {
      address,
      ...connectionOptions(ports.mapping(name)),
      ...(protocol === 'tcp' ? httpOptions(ports, name) : {}),
    };
    for (const [option, value] of Object.entries(options)) {
      if (value !== undefined) flags.push(`--entrypoints.${name}.${option}=${value}`);
    }
  }
  return [...flags, ...root.texts('additionalArguments', 'flag', '"--api.insecure=true"')];
}

function portOf(ports: HelmFields, name: string, preferNodePort: boolean): ChartPort {
  if (!/^[^.=\s]+$/.test(name)) {
    throw ports.refuse([name], `"${name}" cannot name an entry point`, 'use letters, digits and dashes');
  }
  const entry = ports.mapping(name);
  const protocol = entry.value('protocol') ?? 'TCP';
  if (protocol !== 'TCP' && protocol !== 'UDP') {
    const problem = `${entry.place('protocol')} is ${JSON.stringify(protocol)}`;
    throw entry.refuse(['protocol'], problem, 'write TCP or UDP');
  }
  const port = entry.portNumber('port');
  if (port === undefined) {
    throw entry.refuse([], `${entry.place()} has no port`, 'write port: NUMBER');
  }
  for (const field of ['exposedPort', 'hostPort']) entry.portNumber(field);
  const nodePort = entry.portNumber('nodePort');
  const listensOnNode = preferNodePort && nodePort !== undefined;
  return {
    number: listensOnNode ? nodePort : port,
    protocol: protocol === 'UDP' ? 'udp' : 'tcp',
    field: listensOnNode ? 'nodePort' : 'port',
  };
}

/** The chart makes no flag of what is false. */
function connectionOptions(port: HelmFields): EntryPointOptions {
  const forwardedHeaders = port.mapping('forwardedHeaders');
  const proxyProtocol = port.mapping('proxyProtocol');
  const transport = port.mapping('transport');
  const timeouts = transport.mapping('respondingTimeouts');
  return {
    asdefault: port.boolean('asDefault') || undefined,
    'forwardedheaders.trustedips': networks(forwardedHeaders),
    'forwardedheaders.insecure': forwardedHeaders.boolean('insecure') || undefined,
    'proxyprotocol.trustedips': networks(proxyProtocol),
    'proxyprotocol.insecure': proxyProtocol.boolean('insecure') || undefined,
    'transport.respondingtimeouts.readtimeout': timeouts.duration('readTimeout'),
    'transport.respondingtimeouts.writetimeout': timeouts.duration('writeTimeout'),
    'transport.respondingtimeouts.idletimeout': timeouts.duration('idleTimeout'),
    'transport.lifecycle.gracetimeout': transport.mapping('lifeCycle').duration('graceTimeOut'),
  };
}

function networks(fields: HelmFields): string | undefined {
  return joined(fields.texts('trustedIPs', 'network', '10.0.0.0/8'));
}

function joined(texts: readonly string[]): string | undefined {
  return texts.join(',') || undefined;
}

function httpOptions(ports: HelmFields, name: string): EntryPointOptions {
  const port = ports.mapping(name);
  const middlewares = holderOf(port, 'middlewares').texts('middlewares', 'name', 'shop-auth@kubernetescrd');
  return {
    'http.maxheaderbytes': port.mapping('http').wholeNumber('maxHeaderBytes') || undefined,
    'http.middlewares': joined(middlewares),
    ...redirectionOptions(ports, port),
    ...tlsOptions(port),
  };
}

/** What has the field: since release 39 of the chart the port's `http`, before that the port itself. */
function holderOf(port: HelmFields, field: string): HelmFields {
  const http = port.mapping('http');
  if (!port.holds(field)) return http;
  if (!http.holds(field)) return port;
  const problem = `${port.place()} has ${field} and http.${field}`;
  throw port.refuse([field], problem, `keep http.${field} for the chart from release 39 on, else ${field}`);
}

function tlsOptions(port: HelmFields): EntryPointOptions {
  const tls = holderOf(port, 'tls').mapping('tls');
  const domains = tls.mappings('domains', 'domain').flatMap((domain, index) => [
    [`http.tls.domains[${index}].main`, domain.text('main', 'write a name such as example.com')],
    [`http.tls.domains[${index}].sans`, joined(domain.texts('sans', 'name', 'www.example.com'))],
  ]);
  const options: EntryPointOptions = {
    'http.tls': true,
    'http.tls.options': tls.text('options', 'write the name of TLS options'),
    'http.tls.certresolver': tls.text('certResolver', 'write the name of a certificate resolver'),
    ...Object.fromEntries(domains),
  };
  return tls.boolean('enabled') ? options : {};
}

function redirectionOptions(ports: HelmFields, port: HelmFields): EntryPointOptions {
  const redirections = holderOf(port, 'redirections').mapping('redirections');
  const isWritten = redirections.holds('entryPoint');
  if (port.holds('redirectTo')) {
    if (!isWritten) return redirectToOptions(ports, port);
    const problem = `${port.place('redirectTo')} and ${redirections.place('entryPoint')} are both written`;
    throw port.refuse(
      ['redirectTo'],
      problem,
      'keep redirectTo for the chart before release 34, else redirections',
    );
  }
  const entryPoint = redirections.mapping('entryPoint');
  if (!isWritten) return {};
  const { to, hasTls } = targetOf(ports, entryPoint, 'to');
  const scheme = entryPoint.text('scheme', 'write http or https');
  if (hasTls && scheme !== undefined && scheme !== 'https') {
    const problem = `${entryPoint.place('scheme')} is ${JSON.stringify(scheme)}, but clients are sent to TLS`;
    throw entryPoint.refuse(['scheme'], problem, 'write https');
  }
  return redirection({
    to,
    scheme,
    priority: entryPoint.wholeNumber('priority') || undefined,
    // Here the chart makes a flag of what is false, too, from release 34.2 on.
    permanent: entryPoint.boolean('permanent'),
  });
}

/** `redirectTo` is the name of a port before release 25 of the chart, then up to release 33 a mapping. */
function redirectToOptions(ports: HelmFields, port: HelmFields): EntryPointOptions {
  if (typeof port.value('redirectTo') === 'string') {
    return redirection({ to: targetOf(ports, port, 'redirectTo').to, scheme: 'https' });
  }
  const redirectTo = port.mapping('redirectTo');
  return redirection({
    to: targetOf(ports, redirectTo, 'port').to,
    scheme: 'https',
    priority: redirectTo.wholeNumber('priority') || undefined,
    permanent: redirectTo.boolean('permanent') || undefined,
  });
}

function redirection(options: EntryPointOptions): EntryPointOptions {
  return Object.fromEntries(
    Object.entries(options).map(([option, value]) => [`http.redirections.entrypoint.${option}`, value]),
  );
}

/** The port that the field names, as clients see it: not what its entry point listens on, but its `exposedPort`. */
function targetOf(ports: HelmFields, fields: HelmFields, field: string): { to: string; hasTls: boolean } {
  const name = fields.text(field, 'write the name of a port, such as websecure');
  if (name === undefined) {
    throw fields.refuse([], `${fields.place()} has no ${field}`, `write ${field}: NAME, the name of a port`);
  }
  const place = fields.place(field);
  if (ports.value(name) === undefined) {
    const problem = `${place} is ${JSON.stringify(name)}, which ports does not have`;
    throw fields.refuse([field], problem, 'write the name of a port that is among these values');
  }
  const target = ports.mapping(name);
  const exposedPort = target.portNumber('exposedPort');
  if (exposedPort === undefined) {
    const problem = `${target.place()} has no exposedPort, to which ${place} sends clients`;
    throw target.refuse([], problem, 'write exposedPort: NUMBER');
  }
  const hasTls = holderOf(target, 'tls').mapping('tls').boolean('enabled') ?? false;
  return { to: `:${exposedPort}`, hasTls };
}
