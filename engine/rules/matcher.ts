import type { RuleSyntax } from './rule-options.ts';

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
  readonly syntax: RuleSyntax;
  /** Whether a `*` at the beginning of a host stands for a label. */
  readonly wildcards: boolean;
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

/** A matcher of one value or more, which makes of them what it likes. */
export function values<Facts>(compile: (values: readonly string[]) => Condition<Facts>): Matcher<Facts> {
  return { minimumValues: 1, maximumValues: Number.POSITIVE_INFINITY, compile };
}

/** A matcher of one value or more, one of which must apply. */
export function anyOf<Facts>(compile: (value: string, index: number) => Condition<Facts>): Matcher<Facts> {
  return values((written) => {
    const conditions = written.map(compile);
    const [only, ...others] = conditions;
    if (only && others.length === 0) return only;
    return {
      matches: (facts) => conditions.some((condition) => condition.matches(facts)),
      observe: (facts) => [...new Set(conditions.map((condition) => condition.observe(facts)))].join(' and '),
    };
  });
}

/** A matcher of names and values in turn, all of which must apply. */
export function pairs<Facts>(
  compile: (name: string, value: string, valueIndex: number) => Condition<Facts>,
): Matcher<Facts> {
  return values((written) => {
    if (written.length % 2 !== 0) {
      const problem = `number of parameters must be multiple of 2, got [${written.join(' ')}]`;
      throw new ValueError(problem, written.length - 1, 'a name and its value');
    }
    const conditions = new Map<string, Condition<Facts>>();
    for (let at = 0; at < written.length; at += 2) {
      conditions.set(written[at] ?? '', compile(written[at] ?? '', written[at + 1] ?? '', at + 1));
    }
    const all = [...conditions.values()];
    return {
      matches: (facts) => all.every((condition) => condition.matches(facts)),
      observe: (facts) => all.map((condition) => condition.observe(facts)).join(' and '),
    };
  });
}
