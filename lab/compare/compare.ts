import type { EntryPoint } from '../../engine/index.ts';
import type { ListedRequest } from '../explain/requests/request.ts';
import type { HttpQuestion } from '../explain/story.ts';
import type { Target } from '../targets/target.ts';
import { type Difference, differencesOf } from './differences.ts';
import { KNOWN_DIFFERENCES, type KnownDifference } from './known-differences.ts';
import { type Sent, Side, type SideOptions } from './side.ts';

/** What is compared, and how. */
export interface CompareOptions extends SideOptions {
  readonly targets: readonly [one: Target, other: Target];
  readonly requests: readonly ListedRequest[];
  /** How often each request is sent in a row; from 1. */
  readonly repeat: number;
  /** Requests at a time on each side; with more than 1, sequences differ by chance. From 1. */
  readonly concurrency: number;
  /** Called behind each request. */
  readonly onProgress?: (done: number, all: number) => void;
}

/** A difference, with what is known of it. */
export interface JudgedDifference extends Difference {
  /** Absent: nobody knows it. */
  readonly known?: KnownDifference;
}

/** A request about which the sides differ. */
export interface ComparedRequest {
  readonly request: HttpQuestion;
  readonly place: string;
  readonly differences: readonly JudgedDifference[];
}

/** What came of a comparison. */
export interface Comparison {
  readonly names: readonly [one: string, other: string];
  /** Different requests that were sent to both. */
  readonly compared: number;
  /** Requests that are not sent: those of TCP and UDP, and those for entry points that are not there. */
  readonly left: number;
  readonly differing: readonly ComparedRequest[];
}

/** Puts the same manifests behind two targets and sends each request to both. */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const sendable = options.requests.flatMap(({ question, place }) => {
    const entryPoint = question.kind === 'http' ? entryPointOf(question, options.entryPoints) : undefined;
    return question.kind === 'http' && entryPoint !== undefined ? [{ question, place, entryPoint }] : [];
  });
  const [first, second] = options.targets;
  // One after the other: a real Traefik takes the processor for itself while it starts.
  await using one = await Side.start(first, options);
  await using other = await Side.start(second, options);
  const sent: { readonly mine: Sent[]; readonly theirs: Sent[] }[] = [];
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    while (next < sendable.length) {
      const index = next;
      next += 1;
      const request = sendable[index];
      if (!request) return;
      const [mine, theirs] = await Promise.all(
        [one, other].map((side) => inARow(side, request.question, request.entryPoint, options.repeat)),
      );
      sent[index] = { mine: mine ?? [], theirs: theirs ?? [] };
      done += 1;
      options.onProgress?.(done, sendable.length);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  await Promise.all([one.quiet(), other.quiet()]);
  const differing = sendable.flatMap(({ question, place }, index): ComparedRequest[] => {
    const [mine, theirs] = [sent[index]?.mine ?? [], sent[index]?.theirs ?? []].map((run) =>
      run.map((look) => look()),
    );
    if (!mine || !theirs) return [];
    const differences = differencesOf(mine, theirs).map((difference) => {
      const known = KNOWN_DIFFERENCES.find(({ isThis }) => isThis(difference, question, mine, theirs));
      return { ...difference, ...(known && { known }) };
    });
    return differences.length === 0 ? [] : [{ request: question, place, differences }];
  });
  return {
    names: [first.name, second.name],
    compared: sendable.length,
    left: options.requests.length - sendable.length,
    differing,
  };
}

async function inARow(
  side: Side,
  question: HttpQuestion,
  entryPoint: string,
  count: number,
): Promise<Sent[]> {
  const sent: Sent[] = [];
  while (sent.length < count) sent.push(await side.send(question, entryPoint));
  return sent;
}

/** The entry point that a request names or whose port it has, else the one of that name for its scheme. */
function entryPointOf(
  { entryPoint, port, tls }: HttpQuestion,
  entryPoints: readonly EntryPoint[],
): string | undefined {
  const tcp = entryPoints.filter(({ protocol }) => protocol === 'tcp');
  if (entryPoint !== undefined) return tcp.find(({ name }) => name === entryPoint)?.name;
  const wanted = port ?? (tls ? 443 : 80);
  const usual = tls ? 'websecure' : 'web';
  return (tcp.find((candidate) => candidate.port === wanted) ?? tcp.find(({ name }) => name === usual))?.name;
}
