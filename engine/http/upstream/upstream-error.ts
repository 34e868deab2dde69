/** Why a server gave no answer. `status` is what the client gets. */
export class UpstreamError extends Error {
  /** `upstream-unreachable`: refused, reset, closed or not found. `upstream-timeout`. `upstream-protocol`: no HTTP, or no trusted TLS. */
  readonly code: 'upstream-unreachable' | 'upstream-timeout' | 'upstream-protocol';
  readonly status: 500 | 502 | 504;
  /** The server has certainly not seen a byte of the request. */
  unsent = false;

  constructor(status: 500 | 502 | 504, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'UpstreamError';
    this.status = status;
    this.code =
      status === 502 ? 'upstream-unreachable' : status === 504 ? 'upstream-timeout' : 'upstream-protocol';
  }
}

/**
 * Sorts a failure as Traefik's proxy does: a timeout gives 504, any other failure of the network 502, everything
 * else (certificates, malformed answers) 500.
 */
export function upstreamError(error: unknown, server: string): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const code = codeOf(error);
  const message = `${server}: ${error instanceof Error ? error.message : String(error)}`;
  return new UpstreamError(statusOf(code), message, error);
}

/** Whether a failure is what a kept connection shows that the server closed meanwhile. */
export function isConnectionLoss(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(codeOf(error));
}

function statusOf(code: string): 500 | 502 | 504 {
  if (code === 'ETIMEDOUT') return 504;
  // An alert that the server sends is a failure of the network to Go, a refusal on our side is not.
  if (code.includes('_ALERT_') || code === 'HPE_INVALID_EOF_STATE') return 502;
  return /^(HPE_|ERR_|EPROTO$)/.test(code) || !/^E[A-Z_]+$/.test(code) ? 500 : 502;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
