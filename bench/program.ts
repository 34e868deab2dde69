/**
 * Runs a measurement as a program: without arguments, until it is done or a signal ends it. Exit codes: 1 it failed, 2 usage,
 * 130 interrupted.
 */
export async function runProgram(
  name: string,
  help: string,
  main: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const [argument] = process.argv.slice(2);
  if (argument !== undefined) {
    (argument === '--help' ? process.stdout : process.stderr).write(help);
    process.exit(argument === '--help' ? 0 : 2);
  }
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => interrupted.abort());
  try {
    await main(interrupted.signal);
  } catch (error) {
    if (!interrupted.signal.aborted)
      process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = interrupted.signal.aborted ? 130 : 1;
  }
}
