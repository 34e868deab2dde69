import type { WrittenQuestion } from '../explain/read-question.ts';
import { UsageError } from './command.ts';

export const EXPLAIN_HELP = `Usage: ingress-lab explain [METHOD] URL [options] [Traefik's flags]

Tells what becomes of a request: which routers could take it, what each matcher says of it, who wins and why, what the
middlewares make of it, which server it gets, with places in the manifests. Nothing is started and nothing is sent.

  URL              http://HOST/PATH, https://HOST/PATH; for a TCP connection tcp://:PORT, or tls://NAME:PORT with TLS; for
                   UDP udp://:PORT. The port chooses the entry point, and need not be there: tcp and udp alone are enough
  -H 'NAME: VALUE' a header of the request; as often as there are
  --sni NAME       server name of the TLS connection (default: the URL's host)
  --alpn A,B       what a TCP client offers by ALPN
  --from IP        address of the client (default: 127.0.0.1)
  --entrypoint N   only this entry point
  --manifests PATH files and folders, - for standard input; as often as there are (default: the folders k8s and manifests)
  --namespace NS   where objects are that do not say it, as kubectl's
  --lab URL        ask a running lab or engine instead, by the address of its API: http://127.0.0.1:9000
  --count N        how many requests like this one are followed (default: 8)
  --format F       text, json or svg (default: text)
  --diff OLD       compare what becomes of many requests, instead: ingress-lab explain --diff OLD --help
  --help           this text

All other options are Traefik's static flags: --entrypoints.web.address=:8000 --traefikversion=2.11. Without an entry point
among them web on port 80, websecure on port 443 and all that the manifests name are assumed.
Exit codes: 0 a router takes it, 1 none does, 2 usage or a flag that cannot be used, 3 a file cannot be read or no lab answers.
`;

const FORMATS = ['text', 'json', 'svg'] as const;

/** What the command line asks for. */
export interface ExplainCommandOptions {
  readonly help: boolean;
  readonly question: WrittenQuestion;
  /** Manifest files and folders; `-`: standard input. Empty: the default. */
  readonly manifests: readonly string[];
  readonly namespace: string | undefined;
  readonly lab: string | undefined;
  readonly count: number;
  readonly format: (typeof FORMATS)[number];
  /** Traefik's flags. */
  readonly flags: readonly string[];
}

/** Options with a value that may come once. */
const SINGLE = ['--sni', '--alpn', '--from', '--entrypoint', '--namespace', '--lab', '--count', '--format'];
/** Options with a value that may come often. */
const REPEATED = ['-H', '--header', '--manifests'];

/** @throws UsageError */
export function parseExplainOptions(argv: readonly string[]): ExplainCommandOptions {
  const single = new Map<string, string>();
  const headers: string[] = [];
  const manifests: string[] = [];
  const words: string[] = [];
  const flags: string[] = [];
  let help = false;
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    const [name = '', written] = argument.startsWith('--') ? argument.split(/=(.*)/s) : [argument];
    if (SINGLE.includes(name) || REPEATED.includes(name)) {
      if (written === undefined) index += 1;
      const value = written ?? argv[index];
      if (!value) throw new UsageError(`${name} needs a value`);
      if (name === '--manifests') manifests.push(value);
      else if (REPEATED.includes(name)) headers.push(value);
      else single.set(name, value);
    } else if (argument === '--help' || argument === '-h') help = true;
    else if (argument.startsWith('-')) flags.push(argument);
    else words.push(argument);
  }
  const [url = '', method, ...more] = words.toReversed();
  if (!help && url === '') throw new UsageError('a URL is missing; see ingress-lab explain --help');
  if (more.length > 0)
    throw new UsageError(`${words.join(' ')}: write a method, if it is not GET, and one URL`);
  const text = (name: string) => single.get(name);
  const [sni, alpn, from, entryPoint] = ['--sni', '--alpn', '--from', '--entrypoint'].map(text);
  return {
    help,
    question: {
      url,
      headers,
      ...(method !== undefined && { method }),
      ...(sni !== undefined && { sni }),
      ...(alpn !== undefined && { alpn: alpn.split(',') }),
      ...(from !== undefined && { from }),
      ...(entryPoint !== undefined && { entryPoint }),
    },
    manifests,
    namespace: text('--namespace'),
    lab: text('--lab'),
    count: readCount(text('--count') ?? '8'),
    format: readFormat(text('--format') ?? 'text'),
    flags,
  };
}

function readCount(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number >= 1) return number;
  throw new UsageError(`--count ${text}: write a whole number from 1 to 99999`);
}

function readFormat(text: string): (typeof FORMATS)[number] {
  const format = FORMATS.find((candidate) => candidate === text);
  if (format) return format;
  throw new UsageError(`--format ${text}: write one of ${FORMATS.join(', ')}`);
}
