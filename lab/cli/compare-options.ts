import { UsageError } from './command.ts';

export const COMPARE_HELP = `Usage: ingress-lab compare (--requests FILE | --generate N) [options] [Traefik's flags]

Puts the same manifests behind the engine and behind a real Traefik, sends each request to both, and says where status,
headers, body, or the backends and mirrors that got it differ. The Traefik binary is named by INGRESS_LAB_TRAEFIK.

  --manifests PATH  files or folders; as often as there are (default: the folders k8s and manifests)
  --requests FILE   a list of requests, one a line (GET https://shop.test/cart -H 'X-Role: a'); a HAR; an access log,
                    common, combined or Traefik's JSON; may be given several times
  --host HOST       where requests of an access log went that does not say it
  --generate N      N requests, made from the rules in force: what they ask for, near misses, odd paths and headers
  --seed S          the same S makes the same requests and shuffles the same way (default 1)
  --repeat R        how often each request is sent in a row, so that shares can be compared (default 4)
  --concurrency C   requests at a time on each side (default 1; with more, sequences differ by chance)
  --image I=P       pods of image I run program P, such as example.test/cart=traefik/whoami (default for images that the
                    lab does not know: traefik/whoami)
  --format F        text (default) or json
  --all             show the known differences, too
  --namespace NAME  for objects that name none

All other options are Traefik's static flags, for both sides; their ports are the system's choice.
Exit codes: 0 nothing differs but what is known, 1 something does, 2 usage, 3 there is no Traefik, 4 there was no request.
`;

/** What the command line asks for. */
export interface CompareCommandOptions {
  readonly help: boolean;
  readonly manifests: readonly string[];
  readonly files: readonly string[];
  readonly host?: string;
  /** Absent: none are made. */
  readonly generate?: number;
  readonly seed: number;
  readonly repeat: number;
  readonly concurrency: number;
  readonly images: readonly (readonly [image: string, by: string])[];
  readonly format: 'text' | 'json';
  readonly all: boolean;
  readonly namespace?: string;
  /** Traefik's. */
  readonly flags: readonly string[];
}

const WITH_VALUE = [
  '--manifests',
  '--requests',
  '--host',
  '--generate',
  '--seed',
  '--repeat',
  '--concurrency',
  '--image',
  '--format',
  '--namespace',
];

/** @throws UsageError */
export function parseCompareOptions(argv: readonly string[]): CompareCommandOptions {
  const own = new Map<string, string[]>();
  const flags: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    const [name = '', written] = argument.split(/=(.*)/s);
    if (WITH_VALUE.includes(name)) {
      if (written === undefined) index += 1;
      const value = written ?? argv[index];
      if (!value) throw new UsageError(`${name} needs a value`);
      own.set(name, [...(own.get(name) ?? []), value]);
    } else if (['--help', '-h', '--all'].includes(argument)) own.set(argument, []);
    else if (argument.startsWith('-')) flags.push(argument);
    else throw new UsageError(`${argument} is no option: manifests are named by --manifests`);
  }
  const last = (name: string): string | undefined => own.get(name)?.at(-1);
  const [host, namespace, generate] = [last('--host'), last('--namespace'), last('--generate')];
  const help = own.has('--help') || own.has('-h');
  const files = own.get('--requests') ?? [];
  if (!help && files.length === 0 && generate === undefined)
    throw new UsageError('which requests? --requests FILE reads some, --generate N makes some');
  return {
    help,
    manifests: own.get('--manifests') ?? [],
    files,
    ...(host === undefined ? {} : { host }),
    ...(generate === undefined ? {} : { generate: wholeNumber('--generate', generate, 1) }),
    seed: wholeNumber('--seed', last('--seed') ?? '1', 0),
    repeat: wholeNumber('--repeat', last('--repeat') ?? '4', 1),
    concurrency: wholeNumber('--concurrency', last('--concurrency') ?? '1', 1),
    images: (own.get('--image') ?? []).map(readImage),
    format: readFormat(last('--format') ?? 'text'),
    all: own.has('--all'),
    ...(namespace === undefined ? {} : { namespace }),
    flags,
  };
}

function wholeNumber(flag: string, text: string, least: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < least)
    throw new UsageError(`${flag} ${text}: write a whole number from ${least}`);
  return Number(text);
}

function readImage(text: string): readonly [string, string] {
  const [, image, by] = /^([^=]+)=([^=]+)$/.exec(text) ?? [];
  if (image === undefined || by === undefined)
    throw new UsageError(`--image ${text}: write IMAGE=PROGRAM, such as example.test/cart=traefik/whoami`);
  return [image, by];
}

function readFormat(text: string): 'text' | 'json' {
  if (text === 'text' || text === 'json') return text;
  throw new UsageError(`--format ${text}: write text or json`);
}
