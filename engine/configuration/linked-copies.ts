import type { Element } from './model.ts';
import type { CompiledElement } from './units.ts';

/** What each copy was made from. */
const sources = new WeakMap<Element, CompiledElement>();

/** Makes a copy of an element, to be linked. */
export function copyOf(compiled: CompiledElement): Element {
  const { element } = compiled;
  const linked = { ...element, errors: [...element.errors] };
  compiled.linked = linked;
  sources.set(linked, compiled);
  return linked;
}

/** What a copy was made from. */
export function sourceOf(linked: Element): CompiledElement | undefined {
  return sources.get(linked);
}
