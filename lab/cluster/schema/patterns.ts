import { RE2JS, RE2JSException } from 're2js';

/** More are of definitions that came and went. */
const MOST_KEPT = 500;
const compiled = new Map<string, RE2JS | undefined>();

/**
 * Whether a text has a match of a pattern, anywhere in it, in Go's syntax, which is what an API server reads. A pattern
 * that it could not read either lets everything pass.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!compiled.has(pattern)) {
    if (compiled.size >= MOST_KEPT) compiled.clear();
    compiled.set(pattern, compile(pattern));
  }
  return compiled.get(pattern)?.matcher(text).find() ?? true;
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}
