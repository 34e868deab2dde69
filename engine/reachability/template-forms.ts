import type { Form } from './formula.ts';

/** What a value of a path matcher accepts, and where all of that begins, if that is not plain. */
export interface TemplateForms {
  readonly exact: Form;
  readonly within?: string;
}

export function exactly(text: string): Form {
  return { kind: 'texts', texts: [text] };
}

/** Of a template of the v2 syntax: without variables it is the path, or what the path begins with. */
export function templateForms(template: string, whole: boolean): TemplateForms {
  const brace = template.search(/[{}]/);
  if (brace < 0) return { exact: whole ? exactly(template) : { kind: 'prefix', prefix: template } };
  const language = whole ? 'path-template' : 'prefix-template';
  return { exact: { kind: 'expression', language, expression: template }, within: template.slice(0, brace) };
}
