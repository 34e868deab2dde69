import { type CheckFormat, FORMATS } from '../check/formats/index.ts';
import { UsageError } from './command.ts';

export const CHECK_HELP = `Usage: ingress-lab check [PATH...] [options] [Traefik's flags]

Reads the manifests under PATH, starts nothing, and says what is wrong with them and what to write instead. PATH is a
file or a folder of Kubernetes manifests or of Traefik's file provider (YAML, JSON, TOML); - or nothing is what comes
through a pipe:
  helm template shop charts/shop | ingress-lab check
  kustomize build overlays/test | ingress-lab check --strict -

  --fix               write what has one right answer into the files, and say what is left;
                      with -, the text is printed with that mended, and the findings to stderr
  --strict            warnings fail the check, too
  --ignore CODE,...   leave these findings out (repeatable); for one place, write a comment on its line or above it:
                      # ingress-lab-ignore CODE: reason
  --partial           objects that are named and not here are taken to be somewhere else
  --limits            say, too, what Traefik serves and this lab does not yet
  --namespace NAME    of objects that name none (default: default)
  --controller 'NAME [FLAG...]'
                      a proxy that the manifests are for, with flags of its own (repeatable)
  --traefikversion V  the release to check for: 2.11, or 3.0 to 3.7 (default: 3.7)
  --format FORMAT     ${FORMATS.join(', ')} (default: text)
  --output FILE       write the report to FILE; the summary is still printed
  --codes             list the kinds of findings
  --explain CODE      print what the documentation says about one
  --help              this text

All other options are Traefik's static flags, --name=value. Without an entry point among them, those that the manifests
name are assumed: --entrypoints.web.address=:80 --providers.kubernetescrd.ingressclass=internal

Exit codes: 0 nothing found, or warnings only; 1 findings; 2 usage, or nothing to check; 3 a file cannot be written.
`;

/** A proxy that manifests are for, with its static flags. */
interface ControllerOption {
  readonly name: string;
  readonly flags: readonly string[];
}

/** What the command line asks for. */
export interface CheckCommandOptions {
  readonly help: boolean;
  readonly codes: boolean;
  /** A code. */
  readonly explain: string | undefined;
  readonly fix: boolean;
  readonly strict: boolean;
  readonly partial: boolean;
  readonly limits: boolean;
  readonly ignore: readonly string[];
  readonly namespace: string | undefined;
  readonly controllers: readonly ControllerOption[];
  readonly format: CheckFormat;
  readonly output: string | undefined;
  /** Files and folders; `-` is what comes through a pipe. */
  readonly paths: readonly string[];
  /** Traefik's flags. */
  readonly flags: readonly string[];
}

const SWITCHES = ['--help', '-h', '--codes', '--fix', '--strict', '--partial', '--limits'] as const;
const VALUED = [
  '--explain',
  '--ignore',
  '--namespace',
  '-n',
  '--controller',
  '--format',
  '--output',
  '-o',
  '--traefikversion',
] as const;

/** Traefik's flags have a dot in their names, but for a few. */
const TRAEFIK_FLAG = /^--(?:[a-z]\w*\.|(?:api|ping|accesslog|metrics|tracing)(?:=|$))/i;

/** @throws UsageError */
export function parseCheckOptions(argv: readonly string[]): CheckCommandOptions {
  const switches = new Set<string>();
  const values = new Map<string, string[]>();
  const paths: string[] = [];
  const flags: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    const [name = '', written] = argument.split(/=(.*)/s);
    if (isOneOf(SWITCHES, argument)) switches.add(argument);
    else if (isOneOf(VALUED, name)) {
      if (written === undefined) index += 1;
      const value = written ?? argv[index];
      if (!value) throw new UsageError(`${name} needs a value`);
      values.set(name, [...(values.get(name) ?? []), value]);
    } else if (TRAEFIK_FLAG.test(argument)) flags.push(argument);
    else if (argument !== '-' && argument.startsWith('-')) {
      throw new UsageError(`there is no option ${argument}; see ingress-lab check --help`);
    } else paths.push(argument);
  }
  const last = (...names: readonly string[]): string | undefined =>
    names.flatMap((name) => values.get(name) ?? []).at(-1);
  const release = last('--traefikversion');
  return {
    help: switches.has('--help') || switches.has('-h'),
    codes: switches.has('--codes'),
    explain: last('--explain'),
    fix: switches.has('--fix'),
    strict: switches.has('--strict'),
    partial: switches.has('--partial'),
    limits: switches.has('--limits'),
    ignore: (values.get('--ignore') ?? []).flatMap((list) => list.split(',')).filter((code) => code !== ''),
    namespace: last('--namespace', '-n'),
    controllers: (values.get('--controller') ?? []).map(readController),
    format: readFormat(last('--format') ?? 'text'),
    output: last('--output', '-o'),
    paths,
    flags: release === undefined ? flags : [...flags, `--traefikversion=${release}`],
  };
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

function readFormat(text: string): CheckFormat {
  const format = FORMATS.find((candidate) => candidate === text);
  if (format === undefined) throw new UsageError(`--format ${text}: write one of ${FORMATS.join(', ')}`);
  return format;
}

/** `internal --providers.kubernetescrd.ingressclass=internal` */
function readController(text: string): ControllerOption {
  const [name = '', ...flags] = text.split(/\s+/).filter((word) => word !== '');
  const odd = flags.find((flag) => !flag.startsWith('--'));
  if (!/^[\w.-]+$/.test(name) || name.startsWith('-') || odd !== undefined) {
    throw new UsageError(
      `--controller '${text}': write a name, then its flags, such as 'internal --providers.kubernetescrd.ingressclass=internal'`,
    );
  }
  return { name, flags };
}
