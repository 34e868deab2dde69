/** Where a command reads and writes. */
export interface CommandStreams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** For commands that take what comes through a pipe. */
  readonly stdin?: NodeJS.ReadableStream & { readonly isTTY?: boolean };
}

/** A command of the CLI. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Runs it and returns the process's exit code. Throws what `exitCodeOf` knows. */
  run(argv: readonly string[], streams: CommandStreams): Promise<number>;
}

/** What each exit code means; the same for every command. */
export const EXIT = {
  ok: 0,
  /** A scenario or an expectation failed, a check found something, no router takes what was asked about, or a change must not be. */
  failed: 1,
  /** The command line, a flag, a manifest or a feature cannot be used. */
  usage: 2,
  /** The machine lacks something: a port is taken, a file cannot be written, a program is missing. */
  environment: 3,
  /** Nothing was run. */
  noScenarios: 4,
  /** All scenarios held, but they exercise less of the manifests than was asked for. */
  coverage: 5,
  aborted: 130,
} as const;

/** A command line that cannot be used. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}

/** Something that the machine lacks, or that another program has. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code = 'environment';
}

const EXIT_BY_CODE: Readonly<Record<string, number>> = {
  usage: EXIT.usage,
  environment: EXIT.environment,
  'flag-invalid': EXIT.usage,
  'question-invalid': EXIT.usage,
  'target-unavailable': EXIT.environment,
  'target-failed': EXIT.environment,
  'lab-unreachable': EXIT.environment,
  'label-selector-invalid': EXIT.usage,
  'kubernetes-address': EXIT.usage,
  'address-in-use': EXIT.environment,
  'address-not-permitted': EXIT.environment,
  'address-not-available': EXIT.environment,
  'listen-failed': EXIT.environment,
  'file-exists': EXIT.environment,
  'file-not-writable': EXIT.environment,
  'transport-unavailable': EXIT.environment,
  'workers-not-supported': EXIT.environment,
  'worker-failed': EXIT.environment,
  'kind-missing': EXIT.environment,
  'kind-no-containers': EXIT.environment,
  'kind-failed': EXIT.environment,
  'world-unknown': EXIT.usage,
  'plan-invalid': EXIT.usage,
  'change-impossible': EXIT.usage,
  'sweep-invalid': EXIT.usage,
  'containers-no-engine': EXIT.environment,
  'containers-engine-failed': EXIT.environment,
  'containers-images-invalid': EXIT.usage,
  'containers-image-missing': EXIT.environment,
  'cluster-not-named': EXIT.environment,
  'cluster-unreachable': EXIT.environment,
  'cluster-unprepared': EXIT.environment,
  'cluster-refused': EXIT.environment,
  'cluster-not-reached': EXIT.environment,
  'cluster-not-settled': EXIT.environment,
};

/** The exit code for an error of ours; undefined for one that nobody expected, which deserves its stack. */
export function exitCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (error.code.startsWith('ERR_PARSE_ARGS')) return EXIT.usage;
  return EXIT_BY_CODE[error.code];
}
