/** Thrown when a backend is started with an argument that the program, or its embedded stand-in, does not have. */
export class BackendArgumentError extends Error {
  readonly code = 'backend-argument';
  /** As it was written. */
  readonly argument: string;
  /** Names of the flags that there are, without dashes. */
  readonly known: readonly string[];

  constructor(program: string, pod: string, argument: string, known: readonly string[]) {
    super(
      `Pod ${pod} starts ${program} with the argument "${argument}", which the embedded ${program} does not have. ` +
        `It has ${known.map((flag) => `--${flag}`).join(', ')}. Remove the argument, or run the pod in the containers world.`,
    );
    this.name = 'BackendArgumentError';
    this.argument = argument;
    this.known = known;
  }
}

/**
 * Reads arguments as Go's `flag` package does: `-name value`, `--name=value`, and switches that stand alone or
 * carry `=true`. Reading stops at the first argument that is no flag, or after `--`.
 * @throws BackendArgumentError for a flag that is neither in `valued` nor in `switches`, and for a missing value.
 */
export function parseGoFlags(
  program: {
    readonly name: string;
    readonly valued: readonly string[];
    readonly switches: readonly string[];
  },
  pod: string,
  args: readonly string[],
): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    const match = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(argument);
    if (match === null) break;
    const [, name = '', inline] = match;
    if (program.switches.includes(name)) {
      flags.set(name, inline ?? 'true');
      continue;
    }
    const value = inline ?? args[++index];
    if (!program.valued.includes(name) || value === undefined) {
      throw new BackendArgumentError(program.name, pod, argument, [...program.valued, ...program.switches]);
    }
    flags.set(name, value);
  }
  return flags;
}

/** True for the texts that Go's `strconv.ParseBool` takes for true. */
export function isGoTrue(text: string | null | undefined): boolean {
  return ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text ?? '');
}
