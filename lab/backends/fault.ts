import type { Fault } from './backend.ts';

/** Thrown by `setFault` for a fault whose numbers cannot be put in force. */
export class InvalidFaultError extends RangeError {
  readonly code = 'invalid-fault';
}

/** @throws InvalidFaultError for a status outside 200..599 or a negative or endless delay. */
export function checkFault(fault: Fault | undefined): void {
  if (
    fault?.kind === 'error' &&
    !(Number.isInteger(fault.status) && fault.status >= 200 && fault.status <= 599)
  ) {
    throw new InvalidFaultError(
      `A backend cannot answer with status ${fault.status}; give a whole number from 200 to 599.`,
    );
  }
  if (
    fault?.kind === 'slow' &&
    typeof fault.delayMs === 'number' &&
    !(fault.delayMs >= 0 && fault.delayMs < Infinity)
  ) {
    throw new InvalidFaultError(
      `A backend cannot be ${fault.delayMs} ms slow; give a number of milliseconds from 0 up.`,
    );
  }
}

/** Milliseconds that a backend waits this time. */
export function delayOf({ delayMs }: Fault & { readonly kind: 'slow' }): number {
  return typeof delayMs === 'number' ? delayMs : delayMs();
}
