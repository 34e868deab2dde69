/** What kept kind from doing what it was asked to. */
export type KindErrorCode = 'kind-missing' | 'kind-no-containers' | 'kind-failed';

/** kind is not there, has nothing to run containers with, or failed. The message says what to do. */
export class KindError extends Error {
  override readonly name = 'KindError';
  readonly code: KindErrorCode;

  constructor(code: KindErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What kind (0.20 to 0.31) prints when there is no Docker, Podman or nerdctl that it can use. */
const NO_CONTAINERS =
  /Cannot connect to the (Docker|Podman)|docker daemon is not running|permission denied.*docker\.sock|exec: "(docker|podman|nerdctl)"/i;

/** What it prints, and what a person does about it. */
const ADVICE: readonly [pattern: RegExp, advice: string][] = [
  [
    /already exist for a cluster/,
    'take another --name, or delete the cluster first: ingress-lab kind delete',
  ],
  [
    /port is already allocated|address already in use/,
    'a lab may be running: stop it, or leave the ports out with --no-ports',
  ],
  [/not present locally/, 'build or pull the image first: docker images lists those there are'],
  [
    /could not locate any control plane nodes|no nodes found for cluster/,
    'there is no such cluster: ingress-lab kind list names those there are',
  ],
];

/** The error for a run of kind that failed with this output. */
export function failureOf(what: string, output: string): KindError {
  if (NO_CONTAINERS.test(output)) {
    return new KindError(
      'kind-no-containers',
      'kind has nothing to run containers with: start Docker (or Podman, with KIND_EXPERIMENTAL_PROVIDER=podman) and see that "docker ps" works',
    );
  }
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const said = lines.find((line) => line.startsWith('ERROR:'))?.slice('ERROR:'.length) ?? lines.at(-1);
  const advice = ADVICE.find(([pattern]) => pattern.test(output))?.[1];
  return new KindError(
    'kind-failed',
    `kind could not ${what}: ${said?.trim() ?? 'it said nothing'}${advice ? `; ${advice}` : ''}`,
  );
}
