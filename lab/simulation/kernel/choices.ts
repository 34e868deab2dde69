import type { HttpDestination, HttpServiceNode, Mirroring } from '../../../engine/core.ts';
import type { Target, Targets } from './targets.ts';

/** What a service chose for one request. */
export interface Choice {
  /** Absent: it has nothing to choose. */
  readonly target: Target | undefined;
  /** Status of the answer then. */
  readonly refusal: number;
  readonly mirrorings: readonly Mirroring<HttpDestination>[];
}

/** Asks a service again and again; equal choices are one object. */
export function choicesOf(node: HttpServiceNode, targets: Targets): () => Choice {
  const known: Choice[] = [];
  return () => {
    const { server, refusal, mirrorings } = node.select();
    if (server?.kind !== undefined) throw new Error(`service ${server.name} needs the engine's handlers`);
    const target = server && targets.of(server);
    for (let at = 0; at < known.length; at += 1) {
      const choice = known[at];
      if (choice && choice.target === target && sameMirrors(choice.mirrorings, mirrorings)) return choice;
    }
    const choice = { target, refusal: refusal?.status ?? NO_SERVER, mirrorings };
    known.push(choice);
    return choice;
  };
}

/** Traefik's answer without a server. */
export const NO_SERVER = 503;

function sameMirrors(one: Choice['mirrorings'], other: Choice['mirrorings']): boolean {
  // Without a mirroring service, which is the rule, nothing has to be looked at.
  return (
    one === other ||
    (one.length === other.length &&
      one.every(
        ({ mirrors }, at) =>
          mirrors.length === other[at]?.mirrors.length &&
          mirrors.every((mirror, place) => mirror === other[at]?.mirrors[place]),
      ))
  );
}
