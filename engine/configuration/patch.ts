import type { ElementMaps, ElementPart } from './elements.ts';
import { copyOf, sourceOf } from './linked-copies.ts';
import { count, entangles, firstCounts, keyOf, type Merged, speaks, writtenName } from './merged.ts';
import type { ConfiguredCertificate, Element } from './model.ts';
import { sameCertificate, sameElement } from './same-traffic.ts';
import type { CompiledElement, Recompiled, Unit } from './units.ts';

/** What came of a change in a few places. */
export interface Patched {
  readonly merged: Merged;
  /** false: it routes as before. */
  readonly changed: boolean;
  /** The parts of which something changed. */
  readonly parts: ReadonlySet<ElementPart>;
  /** The copies of what linking left with another status before: what refers to them is among them. */
  readonly renewed: ReadonlySet<Element>;
}

/**
 * Changes what was put together where objects were compiled anew in their places. What does not change is shared.
 * `marked`: what linking left with another status, to be linked again.
 *
 * @returns undefined if all has to be put together anew: because names are claimed otherwise than before, or one is gone
 * that others refer to
 */
export function patch(
  before: Merged,
  recompiled: readonly Recompiled[],
  marked: Iterable<Element>,
): Patched | undefined {
  if (before.beaten.length > 0 || before.isEntangled) return undefined;
  const patch = new Patch(before);
  for (const { before: old, after } of recompiled) if (!patch.replace(old, after)) return undefined;
  for (const element of marked) patch.renew(element);
  return patch.done();
}

class Patch {
  readonly #before: Merged;
  readonly #linked: { [P in ElementPart]?: Map<string, Element> } = {};
  readonly #open = new Set<Element>();
  readonly #renewed = new Set<Element>();
  /** Keys of names that are gone. */
  readonly #gone: string[] = [];
  #references: Map<string, number> | undefined;
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
    if (before.references.length + after.references.length > 0) {
      this.#references ??= new Map(this.#before.references);
      count(this.#references, before.references, -1);
      count(this.#references, after.references, 1);
    }
    if (speaks(before) || speaks(after)) {
      this.#speaking ??= new Set(this.#before.speaking);
      this.#speaking.delete(before);
      if (speaks(after)) this.#speaking.add(after);
    }
    return true;
  }

  /** Has an element linked again, if it still counts. */
  renew(element: Element): void {
    const one = sourceOf(element);
    if (one && this.#holder(one) === one) this.#renewed.add(this.#put(one));
  }

  done(): Patched | undefined {
    const references = this.#references ?? this.#before.references;
    if (this.#gone.some((key) => (references.get(key) ?? 0) > 0)) return undefined;
    const merged: Merged = {
      ...this.#before,
      // The parts of the elements are those of the maps.
      linked: { ...this.#before.linked, ...this.#linked } as ElementMaps,
      open: this.#open,
      references,
      certificates: this.#certificates ?? this.#before.certificates,
      speaking: this.#speaking ?? this.#before.speaking,
    };
    const parts = new Set(Object.keys(this.#linked) as ElementPart[]);
    return { merged, changed: this.#changed, parts, renewed: this.#renewed };
  }

  #exchange(old: CompiledElement, one: CompiledElement): boolean {
    if (entangles(one)) return false;
    // Another one counts, as before.
    if (this.#holder(one) !== old) return true;
    if (!sameElement(old.element, one.element)) this.#changed = true;
    this.#put(one);
    return true;
  }

  #add(one: CompiledElement): boolean {
    if (entangles(one) || this.#holder(one)) return false;
    // Another object may have a router that is written under this name, of which entry points made several.
    if (firstCounts(one) && writtenName(one.element) !== one.element.name) return false;
    this.#changed = true;
    this.#put(one);
    return true;
  }

  #remove(one: CompiledElement): boolean {
    if (this.#holder(one) !== one) return true;
    const key = keyOf(one);
    if (this.#before.shared.has(key)) return false;
    this.#changed = true;
    this.#gone.push(key);
    this.#own(one.part).delete(one.element.name);
    return true;
  }

  /** Puts a new copy of an element in its place. */
  #put(one: CompiledElement): Element {
    const linked = copyOf(one);
    this.#open.add(linked);
    this.#own(one.part).set(linked.name, linked);
    return linked;
  }

  /** Which element counts now for the name of this one. */
  #holder({ part, element }: CompiledElement): CompiledElement | undefined {
    const linked = (this.#linked[part] ?? this.#before.linked[part]).get(element.name);
    return linked && sourceOf(linked);
  }

  #own(part: ElementPart): Map<string, Element> {
    let own = this.#linked[part];
    if (own === undefined) {
      own = new Map<string, Element>(this.#before.linked[part]);
      this.#linked[part] = own;
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
