/**
 * For the processes of this folder: what their starter told them as JSON in the first argument, and a way to answer.
 * The process ends should its starter be gone.
 */
export function settings(): Record<string, unknown> {
  if (!process.send) throw new Error('this file is started by bench/main.ts; run: node bench/main.ts');
  process.once('disconnect', () => process.exit());
  const told: unknown = JSON.parse(process.argv[2] ?? '{}');
  return isRecord(told) ? told : {};
}

/** A number among the settings or in a message. @throws Error if it is missing. */
export function numberOf(record: unknown, name: string): number {
  const value = isRecord(record) ? record[name] : undefined;
  if (typeof value !== 'number') throw new Error(`${name} is not a number: ${String(value)}`);
  return value;
}

/** A text among the settings or in a message. @throws Error if it is missing. */
export function textOf(record: unknown, name: string): string {
  const value = isRecord(record) ? record[name] : undefined;
  if (typeof value !== 'string') throw new Error(`${name} is not a text: ${String(value)}`);
  return value;
}

/** Answers the starter. */
export function tell(message: object): void {
  process.send?.(message);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
