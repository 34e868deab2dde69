import { ServerState, type ServerStateSettings } from './server-state.ts';
import type { Asker } from './service-node.ts';

/** Leaves the order as written: Fisher-Yates swaps each element with itself. */
export const unshuffled = (): number => 0.999_999_999;

/** A client with cookies. */
export function client(clientIp: string, cookies: Readonly<Record<string, string>> = {}): Asker {
  return { clientIp, cookies: (name) => (name in cookies ? [cookies[name] ?? ''] : []) };
}

/** A clock that stands still until it is moved. */
export class Clock {
  milliseconds = 0;
  readonly now = (): number => this.milliseconds;
}

/** Servers `A`, `B` ... with these weights, whose items are their letters. */
export function servers(
  weights: readonly number[],
  settings: Partial<ServerStateSettings<string>> = {},
): ServerState<string>[] {
  return weights.map((weight, index) => {
    const letter = String.fromCharCode(65 + index);
    const now = (): number => 0;
    return new ServerState({
      item: letter,
      name: letter,
      weight,
      fenced: false,
      measured: false,
      now,
      ...settings,
    });
  });
}
