import type { Container } from './client.ts';
import { lastLines } from './container-log.ts';

/** Lines of its log that tell why a program has ended. */
const LAST_LINES = 5;

/** Says that a program has ended before it was ready, with the last lines that it printed. */
export async function endedError(container: Container, image: string, exitCode: number): Promise<Error> {
  const lines = await lastLines(container, LAST_LINES);
  const printed = lines.length === 0 ? ' and printed nothing' : `; its last lines: ${lines.join(' | ')}`;
  return new Error(
    `the program of the image "${image}" ended with exit code ${exitCode} before it was ready${printed}`,
  );
}
