import { elementKey } from './element-references.ts';
import { ELEMENT_PARTS, type ElementMaps, type ElementPart } from './elements.ts';
import { copyOf } from './linked-copies.ts';
import type { ConfiguredCertificate, Element, HttpRouter, LoadBalancer } from './model.ts';
import type { CompiledElement, Unit } from './units.ts';

/** Names that several objects may configure, of which the first counts, as in Traefik. */
const FIRST_COUNTS = /@file$|^default-(?:router|backend)@kubernetes$/;

/** What objects compiled to, put together: of several elements of one name one counts. Immutable. */
export interface Merged {
  /** A copy of each element that counts, to be linked. */
  readonly linked: ElementMaps;
  /** Those copies that were not linked before. */
  readonly open: ReadonlySet<Element>;
  /** Elements that do not count because the first of their name does. */
  readonly beaten: readonly Element[];
  /** Names that several objects configure, each with its part. */
  readonly shared: ReadonlySet<string>;
  readonly certificates: ReadonlyMap<string, ConfiguredCertificate>;
  readonly defaultCertificate: ConfiguredCertificate | undefined;
  /** The units with findings or rejected objects. */
  readonly speaking: ReadonlySet<Unit>;
  /** How many units refer to a key of another one's element. */
  readonly references: ReadonlyMap<string, number>;
  /** Whether there are elements that can only be linked with all others. */
  readonly isEntangled: boolean;
}

/** Puts together all units, in the order that counts. @param before whose copies can be kept */
export function merge(units: Iterable<Unit>, before: Merged | undefined): Merged {
  const compiled = emptyMaps<CompiledElement>();
  /** The unit of each router of which only the first counts and that entry points made several of. */
  const firsts = new Map<string, Unit>();
  const shared = new Set<string>();
  const beaten: Element[] = [];
  const speaking = new Set<Unit>();
  const references = new Map<string, number>();
  const certificates = new Map<string, ConfiguredCertificate>();
  let defaultCertificate: ConfiguredCertificate | undefined;
  let isEntangled = false;
  let order = 0;
  for (const unit of units) {
    order += 1;
    unit.order = order;
    for (const one of unit.elements) {
      const { name } = one.element;
      const elements = compiled[one.part];
      const isTaken = elements.has(name);
      isEntangled ||= entangles(one);
      if (isTaken) shared.add(keyOf(one));
      if ((isTaken && FIRST_COUNTS.test(name)) || !isFirst(one, unit, firsts)) beaten.push(one.element);
      else elements.set(name, one);
    }
    for (const certificate of unit.certificates) certificates.set(certificate.name, certificate);
    defaultCertificate = unit.defaultCertificate ?? defaultCertificate;
    if (speaks(unit)) speaking.add(unit);
    count(references, unit.references, 1);
  }
  const open = new Set<Element>();
  const linked = emptyMaps<Element>();
  for (const part of ELEMENT_PARTS) {
    for (const [name, one] of compiled[part]) {
      const known = before?.linked[part].get(name);
      const copy = known && known === one.linked && canStay(known) ? known : copyOf(one);
      if (copy !== known) open.add(copy);
      linked[part].set(name, copy);
    }
  }
  return {
    // The parts of the elements are those of the maps.
    linked: linked as unknown as ElementMaps,
    open,
    beaten,
    shared,
    certificates,
    defaultCertificate,
    speaking,
    references,
    isEntangled,
  };
}

/** Whether a router that entry points made several of is of the first object that has it, by the name that is written there. */
function isFirst(one: CompiledElement, unit: Unit, firsts: Map<string, Unit>): boolean {
  if (!firstCounts(one)) return true;
  const key = `${one.part} ${writtenName(one.element)}`;
  const first = firsts.get(key) ?? unit;
  firsts.set(key, first);
  return first === unit;
}

/** Whether a router is one of which only the first of its name counts. */
export function firstCounts({ part, element }: CompiledElement): boolean {
  return part === 'httpRouters' && FIRST_COUNTS.test(writtenName(element));
}

/** The name by which a router is written: entry points may have made several of it. */
export function writtenName(element: Element & Pick<HttpRouter, 'written'>): string {
  return element.written?.name ?? element.name;
}

/** A router behind others, or a service with middlewares, which may lead back to it. */
export function entangles({ part, element }: CompiledElement): boolean {
  if (part === 'httpRouters') return (element as HttpRouter).parentRefs !== undefined;
  return part === 'httpServices' && ((element as LoadBalancer).middlewares ?? []).length > 0;
}

/** Tells an element apart from all others. */
export function keyOf({ part, element }: CompiledElement): string {
  return elementKey(part, element.name);
}

/** Adds to the number of each key. */
export function count(counts: Map<string, number>, keys: readonly string[], by: number): void {
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + by);
}

/** Whether linking left nothing on an element that it would not find again: such a one need not be copied anew. */
function canStay(linked: Element & Pick<HttpRouter, 'children'>): boolean {
  return linked.status === 'enabled' && linked.errors.length === 0 && linked.children === undefined;
}

/** Whether a unit has findings or rejected objects. */
export function speaks({ diagnostics, rejects }: Unit): boolean {
  return diagnostics.length > 0 || rejects.length > 0;
}

function emptyMaps<E>(): Record<ElementPart, Map<string, E>> {
  // Object.fromEntries does not know its keys.
  return Object.fromEntries(ELEMENT_PARTS.map((part) => [part, new Map()])) as Record<
    ElementPart,
    Map<string, E>
  >;
}
