import type { Element } from './model.ts';

/** Whose elements are marked. */
interface Marked {
  readonly marked: Set<Element>;
}

/** Takes an element out of force. @param text Traefik's */
export function disable({ marked }: Marked, element: Element, text: string): void {
  element.status = 'disabled';
  element.errors.push(text);
  marked.add(element);
}

/** Notes what of an element is not in force, or not as written. @param text Traefik's */
export function warn({ marked }: Marked, element: Element, text: string): void {
  if (element.status === 'enabled') element.status = 'warning';
  element.errors.push(text);
  marked.add(element);
}
