/** Kinds of handles (as `process.getActiveResourcesInfo` names them) that a scenario must not leave open. */
const WATCHED = ['TCPServerWrap', 'TCPSocketWrap', 'TLSWrap', 'UDPWrap', 'ProcessWrap', 'FSEventWrap'];

/** Milliseconds that the system may take to close what the scenario has let go. */
const CLOSING_MS = 3_000;

/** What is open now, counted by kind. */
export function openHandles(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (WATCHED.includes(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** Kinds of which more is open now than `before`, once the system had time to close; empty if nothing is left. */
export async function leakedSince(before: ReadonlyMap<string, number>): Promise<string[]> {
  const deadline = performance.now() + CLOSING_MS;
  for (;;) {
    const left = [...openHandles()].filter(([kind, count]) => count > (before.get(kind) ?? 0));
    if (left.length === 0) return [];
    if (performance.now() > deadline) {
      return left.map(([kind, count]) => `${count - (before.get(kind) ?? 0)} ${kind}`);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
