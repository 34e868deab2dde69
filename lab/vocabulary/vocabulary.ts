/** A step of a feature. */
export interface StepUse {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** Lines of the table or the text block below the step, as a feature writes them. */
  readonly argument: readonly string[];
}

/** A step that the vocabulary defines. */
export interface Step {
  readonly keyword: string;
  readonly expression: string;
  readonly file: string;
  readonly line: number;
  /** The doc comment above it, or empty. */
  readonly comment: string;
  /** The code, to find steps that do the same. */
  readonly body: string;
  /** In the order of the features' paths and lines. */
  readonly uses: readonly StepUse[];
}

/** The steps of one file. */
export interface StepGroup {
  readonly file: string;
  readonly title: string;
  readonly introduction: string;
  readonly steps: readonly Step[];
}

/** What stands between braces in an expression. */
export interface ParameterType {
  readonly name: string;
  readonly patterns: readonly string[];
  readonly comment: string;
}

/** A text that more than one step wants. */
export interface AmbiguousUse {
  readonly use: StepUse;
  readonly expressions: readonly string[];
}

/** Everything the step reference tells. */
export interface Vocabulary {
  readonly groups: readonly StepGroup[];
  readonly parameterTypes: readonly ParameterType[];
  readonly ambiguous: readonly AmbiguousUse[];
}

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  api: 'API',
  http: 'HTTP',
  mongodb: 'MongoDB',
  tcp: 'TCP',
  tls: 'TLS',
  udp: 'UDP',
};

/** Title and introduction of a file's steps: its leading comment's first sentence and the rest, or the file's name. */
export function groupHeading(file: string, comment: string): { title: string; introduction: string } {
  const [, sentence = '', rest = ''] = /^(.+?)(?:\.(?:\s+|$)|\n\n|$)([\s\S]*)$/.exec(comment) ?? [];
  if (sentence !== '') return { title: sentence, introduction: rest.trim() };
  const name = file.replace(/^.*\//, '').replace(/\.[a-z]+$/, '');
  const words = name.split('-').map((word) => ABBREVIATIONS[word] ?? word);
  const title = words.join(' ');
  return { title: title.charAt(0).toUpperCase() + title.slice(1), introduction: '' };
}

/** Names of the parameter types in an expression, `''` for the anonymous one. */
export function parametersOf(expression: string): string[] {
  return [...expression.matchAll(/(?<!\\)\{([^{}]*)\}/g)].map(([, name = '']) => name);
}
