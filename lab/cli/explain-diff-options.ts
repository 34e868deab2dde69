import { CHANGES, type Change } from '../explain/diff/compare.ts';
import { UsageError } from './command.ts';

export const EXPLAIN_DIFF_HELP = `Usage: ingress-lab explain --diff OLD [--manifests NEW] [REQUEST...] [options] [Traefik's flags]

What changes for requests if the manifests under NEW replace those under OLD: which are lost or gained, go to other
services, are seen otherwise by servers, secured or balanced otherwise. Names of objects do not count.

  --diff OLD        files or folders, or git:REVISION for the manifests NEW as they are in that revision of their Git
                    repository (git:main, git:HEAD~1), or git:REVISION:PATH for others
  --manifests NEW   files or folders; as often as there are (default: the folders k8s and manifests)
  REQUEST           as ingress-lab explain has it: a URL, a method and a URL, tls://NAME:PORT, tcp://:PORT, udp://:PORT
  -H HEADER         for the REQUESTs; so are --sni, --alpn, --from and --entrypoint
  --requests FILE   a list of requests, one a line as above; a HAR; an access log, common, combined or Traefik's JSON;
                    - for standard input; may be given several times
  --host HOST       where requests of an access log went that does not say it: shop.test, https://shop.test
  --format F        text (default), markdown for a comment of a pull request, or json
  --fail-on KINDS   exit with 1 if there are such changes: ${CHANGES.join(', ')}, or any
  --namespace NAME  for objects that name none

Without REQUEST and FILE, the requests that the rules of both sides ask for are compared.
All other options are Traefik's static flags, for both sides.
Exit codes: 0 done, 1 changes of --fail-on, 2 usage, 4 there was no request.
`;

const FORMATS = ['text', 'markdown', 'json'] as const;
export type ReviewFormat = (typeof FORMATS)[number];

/** What the command line asks for. */
export interface ExplainDiffOptions {
  readonly help: boolean;
  /** Paths, or `git:REVISION` or `git:REVISION:PATH`. */
  readonly before: readonly string[];
  /** Empty: the usual folders. */
  readonly after: readonly string[];
  /** Each as words of a list's line. */
  readonly requests: readonly (readonly string[])[];
  readonly files: readonly string[];
  readonly host?: string;
  readonly format: ReviewFormat;
  readonly failOn: ReadonlySet<Change>;
  readonly namespace?: string;
  /** Traefik's. */
  readonly flags: readonly string[];
}

const OWN = ['--diff', '--manifests', '--requests', '--host', '--format', '--fail-on', '--namespace'];
const OF_REQUESTS = ['-H', '--header', '--sni', '--alpn', '--from', '--entrypoint'];

/** @throws UsageError */
export function parseExplainDiffOptions(argv: readonly string[]): ExplainDiffOptions {
  const own = new Map<string, string[]>();
  const ofRequests: string[] = [];
  const words: string[] = [];
  const flags: string[] = [];
  let help = false;
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    const [name = '', written] = argument.split(/=(.*)/s);
    if (OWN.includes(name) || OF_REQUESTS.includes(name)) {
      if (written === undefined) index += 1;
      const value = written ?? argv[index];
      if (!value) throw new UsageError(`${name} needs a value`);
      if (OWN.includes(name)) own.set(name, [...(own.get(name) ?? []), value]);
      else ofRequests.push(name, value);
    } else if (argument === '--help' || argument === '-h') help = true;
    else if (argument.startsWith('-')) flags.push(argument);
    else words.push(argument);
  }
  const [host, namespace] = ['--host', '--namespace'].map((name) => own.get(name)?.at(-1));
  return {
    help,
    before: own.get('--diff') ?? [],
    after: own.get('--manifests') ?? [],
    requests: requestWords(words).map((request) => [...request, ...ofRequests]),
    files: own.get('--requests') ?? [],
    ...(host === undefined ? {} : { host }),
    format: readFormat(own.get('--format')?.at(-1) ?? 'text'),
    failOn: readKinds(own.get('--fail-on') ?? []),
    ...(namespace === undefined ? {} : { namespace }),
    flags,
  };
}

/** A word without `://` before one with it is its method. */
function requestWords(words: readonly string[]): string[][] {
  const requests: string[][] = [];
  let method: string[] = [];
  for (const word of words) {
    if (!word.includes('://') && method.length === 0) method = [word];
    else {
      requests.push([...method, ...word.split(/\s+/)]);
      method = [];
    }
  }
  if (method.length > 0) requests.push(method);
  return requests;
}

function readFormat(text: string): ReviewFormat {
  const format = FORMATS.find((known) => known === text);
  if (format === undefined) throw new UsageError(`--format ${text}: write ${FORMATS.join(', ')}`);
  return format;
}

function readKinds(texts: readonly string[]): Set<Change> {
  const kinds = new Set<Change>();
  for (const text of texts.flatMap((list) => list.split(',')).map((name) => name.trim())) {
    if (text === 'any') return new Set(CHANGES);
    const kind = CHANGES.find((known) => known === text);
    if (kind === undefined) throw new UsageError(`--fail-on ${text}: write ${CHANGES.join(', ')} or any`);
    kinds.add(kind);
  }
  return kinds;
}
