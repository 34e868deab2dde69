import type { Condition } from '../rules/matcher.ts';
import type { Atom, Dimension, Form, Literal } from './formula.ts';

interface AtomOptions<Facts> {
  readonly dimension: Dimension;
  readonly form: Form;
  readonly first?: boolean;
  /** Compiles the matcher; called when it is first asked. */
  readonly condition: () => Condition<Facts>;
  /** A request of which the condition sees this text. */
  readonly factsOf: (text: string) => Facts;
}

/** The condition that one value of a matcher is. */
export function literal<Facts>({ dimension, form, first, condition, factsOf }: AtomOptions<Facts>): Literal {
  let kept: Condition<Facts> | undefined;
  const atom: Atom = {
    key: `${dimension.name} ${first ? 'first ' : ''}${keyOf(form)}`,
    dimension,
    form,
    ...(first ? { first } : {}),
    accepts(text) {
      const compiled = kept ?? condition();
      // Expressions are large; those in use are kept where they are compiled.
      if (form.kind !== 'expression') kept = compiled;
      return compiled.matches(factsOf(text));
    },
  };
  return { kind: 'literal', atom, holds: true };
}

function keyOf(form: Form): string {
  switch (form.kind) {
    case 'texts':
      return form.texts.length === 1 ? `= ${form.texts[0]}` : `in ${JSON.stringify(form.texts)}`;
    case 'prefix':
      return `begins ${form.prefix}`;
    case 'label':
      return `label ${form.parents.join(' ')}`;
    case 'named':
      return 'named';
    case 'range':
      return `from ${form.first} before ${form.next}`;
    case 'expression':
      return `${form.language} ${form.expression}`;
  }
}
