import { type Condition, ConditionError, type ConditionFunction, parseCondition } from './condition.ts';
import type { Options } from './options.ts';

/** Reads a condition that is an option. @throws MiddlewareError that says where in the text it is wrong */
export function conditionOption<Context>(
  options: Options,
  option: string,
  functions: Readonly<Record<string, ConditionFunction<Context>>>,
): Condition<Context> {
  try {
    return parseCondition(options.text(option), functions);
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    throw options.error(option, `cannot be read: ${error.message}`, error.offset);
  }
}
