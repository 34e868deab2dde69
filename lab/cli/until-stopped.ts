import { EXIT } from './command.ts';

/** Resolves at the first SIGINT or SIGTERM; a second one, of either kind, ends the process at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = (): void => {
      signals += 1;
      if (signals > 1) process.exit(EXIT.aborted);
      resolve();
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  });
}
