/** A line of the structured log as the server of this version writes it (MongoDB: reference/log-messages). */
interface LogEntry {
  readonly id: number;
  readonly context: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Formats an informational line of the network component. `time` is when it happened. */
export function logLine(time: Date, { id, context, message, attributes }: LogEntry): string {
  return JSON.stringify({
    t: { $date: time.toISOString() },
    s: 'I',
    c: 'NETWORK',
    id,
    ctx: context,
    msg: message,
    attr: attributes,
  });
}
