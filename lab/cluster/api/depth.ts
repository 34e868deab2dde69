import { badRequest } from './errors.ts';

/**
 * The most lists and mappings within each other. What walks through objects here calls itself for each; no manifest of a
 * person comes near, and a Kubernetes API has its own limit (10000).
 */
const MOST_LEVELS = 500;

/** @throws ApiError 400 for what is nested deeper than the API can walk through */
export function checkDepth(value: unknown): void {
  let level = [value].filter(isNested);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === MOST_LEVELS) {
      throw badRequest(
        `the body is nested too deep: at most ${MOST_LEVELS} lists and mappings within each other`,
      );
    }
    level = level.flatMap((nested) => Object.values(nested).filter(isNested));
  }
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
