import type { TargetError } from './target-error.ts';
import type { ProxyLog } from './traefik/log.ts';

/** A proxy that runs outside of this process, however it was started. */
export interface ProxyProcess extends AsyncDisposable {
  readonly log: ProxyLog;
  /** Why it is over although nobody stopped it. */
  readonly failure: TargetError | undefined;
}
