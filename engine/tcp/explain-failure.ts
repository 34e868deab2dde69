import { alerts } from '../tls/alert.ts';
import { HandshakeError } from '../tls/handshake-error.ts';

/** Why a connection failed, as its event says it: `tls alert 48 (unknown_ca): ...`, `connect ECONNREFUSED ...`. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof HandshakeError) || error.alert === undefined) return error.message;
  return `tls alert ${error.alert}${nameOf(error.alert)}: ${error.message}`;
}

/** The name in RFC 8446 §6, in brackets. */
function nameOf(alert: number): string {
  const name = Object.entries(alerts).find(([, number]) => number === alert)?.[0];
  return name ? ` (${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)})` : '';
}
