import type { CheckRule } from '../rule.ts';

/** In the order of their names. */
export const CHECK_RULES: readonly CheckRule[] = [];
