import type { CheckRule } from '../rule.ts';
import { reachability } from './reachability.ts';

/** In the order of their names. */
export const CHECK_RULES: readonly CheckRule[] = [reachability];
