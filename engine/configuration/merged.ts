import { ELEMENT_PARTS, type ElementMaps, type ElementPart } from './elements.ts';
import type { ConfiguredCertificate, Element, HttpRouter } from './model.ts';
import { sameCertificate, sameElement } from './same-traffic.ts';
import type { CompiledElement, Recompiled, Unit } from './units.ts';

type CompiledMaps = Readonly<Record<ElementPart, ReadonlyMap<string, CompiledElement>>>;

/** Names that several objects may configure, of which the first counts, as in Traefik. */
const FIRST_COUNTS = /@file$|^default-(?:router|backend)@kubernetes$/;

/** What objects compiled to, put together: of several elements of one name one counts. Immutable. */
export interface Merged {
  /** The elements that count. */
  readonly compiled: CompiledMaps;
  /** A copy of each, to be linked. */
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
  /** Whether there are routers behind others, which are linked with all of them. */
  readonly hasLayers: boolean;
}

/** Puts together all units, in the order that counts. */
export function merge(units: Iterable<Unit>): Merged {
  const compiled = emptyMaps<CompiledElement>();
  const shared = new Set<string>();
  const beaten: Element[] = [];
  const speaking = new Set<Unit>();
  const certificates = new Map<string, ConfiguredCertificate>();
  let defaultCertificate: ConfiguredCertificate | undefined;
  let hasLayers = false;
  let order = 0;
  for (const unit of units) {
    order += 1;
    unit.order = order;
    for (const one of unit.elements) {
      const { name } = one.element;
      const elements = compiled[one.part];
      const isTaken = elements.has(name);
      hasLayers ||= isBehindOthers(one);
      if (isTaken) shared.add(keyOf(one));
      if (isTaken && FIRST_COUNTS.test(name)) beaten.push(one.element);
      else elements.set(name, one);
    }
    for (const certificate of unit.certificates) certificates.set(certificate.name, certificate);
    defaultCertificate = unit.defaultCertificate ?? defaultCertificate;
    if (speaks(unit)) speaking.add(unit);
  }
  const open = new Set<Element>();
  const linked = emptyMaps<Element>();
  for (const part of ELEMENT_PARTS) {
    for (const [name, one] of compiled[part]) {
      if (one.linked === undefined || !canStay(one.linked)) {
        one.linked = copyOf(one);
        open.add(one.linked);
      }
      linked[part].set(name, one.linked);
    }
  }
  return {
    compiled,
    // The parts of the elements are those of the maps.
    linked: linked as unknown as ElementMaps,
    open,
    beaten,
    shared,
    certificates,
    defaultCertificate,
    speaking,
    hasLayers,
  };
}

/** What came of a change in a few places. */
export interface Patched {
  readonly merged: Merged;
  /** false: it routes as before. */
  readonly changed: boolean;
  /** The parts of which something changed. */
  readonly parts: ReadonlySet<ElementPart>;
  /** The parts in which names came or went, or something has to be linked anew. */
  readonly uncertain: ReadonlySet<ElementPart>;
}

/**
 * Changes what was put together where objects were compiled anew in their places. What does not change is shared.
 * `marked`: what linking left with another status, to be linked again.
 *
 * @returns undefined if all has to be put together anew, because names are claimed otherwise than before
 */
export function patch(
  before: Merged,
  recompiled: readonly Recompiled[],
  marked: Iterable<Element>,
): Patched | undefined {
  if (before.beaten.length > 0 || before.hasLayers) return undefined;
  const patch = new Patch(before);
  for (const { before: old, after } of recompiled) if (!patch.replace(old, after)) return undefined;
  for (const element of marked) patch.renew(element);
  return patch.done();
}

class Patch {
  readonly #before: Merged;
  readonly #compiled: { [P in ElementPart]?: Map<string, CompiledElement> } = {};
  /** The elements whose copies are to be made. */
  readonly #open: CompiledElement[] = [];
  readonly #uncertain = new Set<ElementPart>();
  #certificates: Map<string, ConfiguredCertificate> | undefined;
  #speaking: Set<Unit> | undefined;
  #changed = false;

  constructor(before: Merged) {
    this.#before = before;
  }

  /** @returns false if it cannot be told what counts now */
  replace(before: Unit, after: Unit): boolean {
    if (!this.#replaceCertificates(before, after)) return false;
    after.order = before.order;
    const gone = new Map(before.elements.map((one) => [keyOf(one), one]));
    for (const one of after.elements) {
      const old = gone.get(keyOf(one));
      gone.delete(keyOf(one));
      if (!(old ? this.#exchange(old, one) : this.#add(one))) return false;
    }
    for (const one of gone.values()) if (!this.#remove(one)) return false;
    if (speaks(before) || speaks(after)) {
      this.#speaking ??= new Set(this.#before.speaking);
      this.#speaking.delete(before);
      if (speaks(after)) this.#speaking.add(after);
    }
    return true;
  }

  /** Has an element linked again, if it still counts. */
  renew(element: Element): void {
    for (const part of ELEMENT_PARTS) {
      const one = this.#holder(part, element.name);
      if (one?.linked !== element) continue;
      this.#put(one);
      this.#uncertain.add(part);
    }
  }

  done(): Patched {
    const open = new Set<Element>();
    const linked: { [P in ElementPart]?: Map<string, Element> } = {};
    for (const part of Object.keys(this.#compiled) as ElementPart[]) {
      linked[part] = new Map<string, Element>(this.#before.linked[part]);
    }
    for (const one of this.#open) {
      const { part, element } = one;
      if (this.#holder(part, element.name) !== one) continue;
      one.linked = copyOf(one);
      open.add(one.linked);
      linked[part]?.set(element.name, one.linked);
    }
    for (const [part, elements] of Object.entries(linked) as [ElementPart, Map<string, Element>][]) {
      if (elements.size === this.#compiled[part]?.size) continue;
      for (const name of elements.keys()) if (!this.#compiled[part]?.has(name)) elements.delete(name);
    }
    const merged: Merged = {
      ...this.#before,
      compiled: { ...this.#before.compiled, ...this.#compiled },
      linked: { ...this.#before.linked, ...linked } as ElementMaps,
      open,
      certificates: this.#certificates ?? this.#before.certificates,
      speaking: this.#speaking ?? this.#before.speaking,
    };
    const parts = new Set(Object.keys(this.#compiled) as ElementPart[]);
    return { merged, changed: this.#changed, parts, uncertain: this.#uncertain };
  }

  #exchange(old: CompiledElement, one: CompiledElement): boolean {
    if (isBehindOthers(one)) return false;
    // Another one counts, as before.
    if (this.#holder(one.part, one.element.name) !== old) return true;
    if (!sameElement(old.element, one.element)) this.#changed = true;
    this.#put(one);
    return true;
  }

  #add(one: CompiledElement): boolean {
    if (isBehindOthers(one) || this.#holder(one.part, one.element.name)) return false;
    this.#changed = true;
    this.#uncertain.add(one.part);
    this.#put(one);
    return true;
  }

  #remove(one: CompiledElement): boolean {
    if (this.#holder(one.part, one.element.name) !== one) return true;
    if (this.#before.shared.has(keyOf(one))) return false;
    this.#changed = true;
    this.#uncertain.add(one.part);
    this.#own(one.part).delete(one.element.name);
    return true;
  }

  #put(one: CompiledElement): void {
    this.#own(one.part).set(one.element.name, one);
    this.#open.push(one);
  }

  #holder(part: ElementPart, name: string): CompiledElement | undefined {
    return (this.#compiled[part] ?? this.#before.compiled[part]).get(name);
  }

  #own(part: ElementPart): Map<string, CompiledElement> {
    let own = this.#compiled[part];
    if (own === undefined) {
      own = new Map(this.#before.compiled[part]);
      this.#compiled[part] = own;
    }
    return own;
  }

  /** Certificates may be named by several objects: only those of the same names can be exchanged. */
  #replaceCertificates(before: Unit, after: Unit): boolean {
    if (before.defaultCertificate || after.defaultCertificate) return false;
    if (before.certificates.length !== after.certificates.length) return false;
    for (const [index, certificate] of after.certificates.entries()) {
      const old = before.certificates[index];
      const { name } = certificate;
      if (old?.name !== name) return false;
      if (old === certificate || (this.#certificates ?? this.#before.certificates).get(name) !== old)
        continue;
      this.#certificates ??= new Map(this.#before.certificates);
      this.#certificates.set(name, certificate);
      if (!sameCertificate(old, certificate)) this.#changed = true;
    }
    return true;
  }
}

function isBehindOthers({ part, element }: CompiledElement): boolean {
  return part === 'httpRouters' && (element as HttpRouter).parentRefs !== undefined;
}

function keyOf({ part, element }: CompiledElement): string {
  return `${part} ${element.name}`;
}

function copyOf({ element }: CompiledElement): Element {
  return { ...element, errors: [...element.errors] };
}

/** Whether linking left nothing on an element that it would not find again: such a one need not be copied anew. */
function canStay(linked: Element & Pick<HttpRouter, 'children'>): boolean {
  return linked.status === 'enabled' && linked.errors.length === 0 && linked.children === undefined;
}

function speaks({ diagnostics, rejects }: Unit): boolean {
  return diagnostics.length > 0 || rejects.length > 0;
}

function emptyMaps<E>(): Record<ElementPart, Map<string, E>> {
  // Object.fromEntries does not know its keys.
  return Object.fromEntries(ELEMENT_PARTS.map((part) => [part, new Map()])) as Record<
    ElementPart,
    Map<string, E>
  >;
}
