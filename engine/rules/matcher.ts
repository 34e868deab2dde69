/** One matcher with its values, ready to be asked. `Facts` is what is known of a request or connection. */
export interface Condition<Facts> {
  matches(facts: Facts): boolean;
  /** What decided, to end a sentence with: "the request's host is shop.test". */
  observe(facts: Facts): string;
}

/** A matcher of the rule language: how many values it takes, and what it makes of them. */
export interface Matcher<Facts> {
  readonly minimumValues: number;
  readonly maximumValues: number;
  /** @throws ValueError for a value that the matcher refuses */
  compile(values: readonly string[]): Condition<Facts>;
}

/** A rule language: its matchers by canonical name. */
export interface RuleLanguage<Facts> {
  readonly matchers: Readonly<Record<string, Matcher<Facts>>>;
  /** Words a wrong number of values: the language's own way of writing, say, "expected one of [1 2]". */
  expectedCount(matcher: Matcher<Facts>): string;
}

/** A matcher refuses the value at `index`. */
export class ValueError extends Error {
  readonly index: number;
  readonly expected: string;

  constructor(problem: string, index: number, expected: string) {
    super(problem);
    this.index = index;
    this.expected = expected;
  }
}

/** A matcher of exactly one value. */
export function oneValue<Facts>(compile: (value: string) => Condition<Facts>): Matcher<Facts> {
  return { minimumValues: 1, maximumValues: 1, compile: ([value = '']) => compile(value) };
}

/** A matcher of exactly two values. */
export function twoValues<Facts>(
  compile: (first: string, second: string) => Condition<Facts>,
): Matcher<Facts> {
  return {
    minimumValues: 2,
    maximumValues: 2,
    compile: ([first = '', second = '']) => compile(first, second),
  };
}

/** A matcher whose second value may be left out. */
export function oneOrTwoValues<Facts>(
  compile: (first: string, second: string | undefined) => Condition<Facts>,
): Matcher<Facts> {
  return { minimumValues: 1, maximumValues: 2, compile: ([first = '', second]) => compile(first, second) };
}
