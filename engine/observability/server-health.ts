import type { Observer } from './observer.ts';

/** A server as its balancer knows it. */
interface CheckedServer {
  readonly name: string;
  readonly up: boolean;
  readonly item: { readonly pod?: string };
  check(up: boolean): void;
}

/** Tells a server's balancer what a check found, and the observer if that is news. `problem`: why it is down. */
export function noteHealth(
  observer: Observer,
  service: string,
  server: CheckedServer,
  problem: string | undefined,
): void {
  const up = problem === undefined;
  const changed = server.up !== up;
  server.check(up);
  if (!changed) return;
  const { pod } = server.item;
  observer({
    kind: 'health',
    service,
    server: server.name,
    ...(pod === undefined ? {} : { pod }),
    up,
    ...(problem === undefined ? {} : { error: problem }),
  });
}
