import type { FieldPath, Origin } from '../resources/origin.ts';
import { readDocuments } from '../resources/yaml-documents.ts';
import { FlagError } from './flag-values.ts';

/** How values are read. */
export interface HelmValuesOptions {
  /**
   * true: entry points listen on their `nodePort` where they have one, the port that clients outside of the cluster
   * use; default: on `port`, as in the pod.
   */
  readonly preferNodePort?: boolean;
}

interface ChartPort {
  readonly number: number;
  readonly protocol: 'tcp' | 'udp';
  /** Where the number is written. */
  readonly path: FieldPath;
}

/**
 * Turns values of Traefik's Helm chart into Traefik's flags: each entry of `ports` into an entry point, whether it is
 * exposed or not, and `additionalArguments` as they are. What the values leave out is left out: the chart's own
 * defaults are not added. Two entry points may share a port number if one is TCP and the other UDP.
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
  if (second) throw refuse(second.origin, [], 'Helm reads one YAML document', 'split the file');
  const { value, origin } = values;
  const root = mapping(origin, value, []);
  const flags: string[] = [];
  const taken = new Map<string, string>();
  for (const [name, written] of Object.entries(mapping(origin, root['ports'], ['ports']))) {
    // Helm: null removes a default of the chart.
    if (written === null) continue;
    const { number, protocol, path } = portOf(origin, name, written, preferNodePort);
    const address = `:${number}/${protocol}`;
    const holder = taken.get(address);
    if (holder !== undefined) {
      const problem = `the entry points ${holder} and ${name} both listen on ${address}`;
      throw refuse(origin, path, problem, 'give one of them another port');
    }
    taken.set(address, name);
    flags.push(`--entrypoints.${name}.address=${address}`);
  }
  return [...flags, ...additionalArguments(origin, root['additionalArguments'])];
}

function portOf(origin: Origin, name: string, written: unknown, preferNodePort: boolean): ChartPort {
  const path = ['ports', name];
  if (!/^[^.=\s]+$/.test(name)) {
    throw refuse(origin, path, `"${name}" cannot name an entry point`, 'use letters, digits and dashes');
  }
  const entry = mapping(origin, written, path);
  const protocol = entry['protocol'] ?? 'TCP';
  if (protocol !== 'TCP' && protocol !== 'UDP') {
    const problem = `ports.${name}.protocol is ${JSON.stringify(protocol)}`;
    throw refuse(origin, [...path, 'protocol'], problem, 'write TCP or UDP');
  }
  const port = portNumber(origin, entry, path, 'port');
  if (port === undefined) {
    throw refuse(origin, path, `ports.${name} has no port`, 'write port: NUMBER');
  }
  for (const field of ['exposedPort', 'hostPort']) portNumber(origin, entry, path, field);
  const nodePort = portNumber(origin, entry, path, 'nodePort');
  const listensOnNode = preferNodePort && nodePort !== undefined;
  return {
    number: listensOnNode ? nodePort : port,
    protocol: protocol === 'UDP' ? 'udp' : 'tcp',
    path: [...path, listensOnNode ? 'nodePort' : 'port'],
  };
}

/** undefined if the field is absent or null. */
function portNumber(
  origin: Origin,
  entry: Readonly<Record<string, unknown>>,
  path: FieldPath,
  field: string,
): number | undefined {
  const value = entry[field] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
  const problem = `${[...path, field].join('.')} is ${JSON.stringify(value)}`;
  throw refuse(origin, [...path, field], problem, 'write a whole number from 1 to 65535, without quotes');
}

function additionalArguments(origin: Origin, written: unknown): string[] {
  const path = ['additionalArguments'];
  if (written === undefined || written === null) return [];
  if (!Array.isArray(written)) {
    throw refuse(origin, path, 'additionalArguments is not a list', 'begin each flag with "- "');
  }
  return written.map((argument: unknown, index) => {
    if (typeof argument === 'string') return argument;
    const problem = `additionalArguments[${index}] is ${JSON.stringify(argument)}`;
    throw refuse(origin, [...path, index], problem, 'write a flag such as "--api.insecure=true"');
  });
}

/** Empty if the field is absent or null. */
function mapping(origin: Origin, value: unknown, path: FieldPath): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return { ...value };
  throw refuse(origin, path, `${path.join('.') || 'the file'} is not a mapping`, 'write NAME: VALUE lines');
}

function refuse(origin: Origin, path: FieldPath, problem: string, advice: string): FlagError {
  return new FlagError(`${origin.file}:${origin.position(path).line}: ${problem}; ${advice}`);
}
