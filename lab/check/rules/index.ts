import type { CheckRule } from '../rule.ts';
import { apiGroup } from './api-group.ts';
import { removedFields } from './removed-fields.ts';
import { ruleSyntax } from './rule-syntax.ts';

/** In the order of their names. */
export const CHECK_RULES: readonly CheckRule[] = [apiGroup, removedFields, ruleSyntax];
