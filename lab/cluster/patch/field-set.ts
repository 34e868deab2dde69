import type { Json } from '../objects/object.ts';
import { isObject } from './json.ts';
import { normalElement, type PathElement } from './path-element.ts';

/**
 * Which fields of an object somebody owns (Kubernetes: "Field management", `fieldsV1`): a tree of path elements. A path
 * may be in the set with or without those below it. Nobody owns an object as a whole.
 */
export class FieldSet {
  static readonly #nothing = new FieldSet();

  readonly #members = new Set<PathElement>();
  readonly #children = new Map<PathElement, FieldSet>();

  /** A set of these paths. */
  static of(...paths: (readonly PathElement[])[]): FieldSet {
    const set = new FieldSet();
    for (const path of paths) set.insert(path);
    return set;
  }

  /** What a `fieldsV1` says; elements that are none are left out. */
  static fromJson(fields: Json): FieldSet {
    const set = new FieldSet();
    for (const [text, below] of Object.entries(fields)) {
      const element = normalElement(text);
      if (element === undefined || !isObject(below)) continue;
      const child = FieldSet.fromJson(below);
      if (child.isEmpty || below['.'] !== undefined) set.#members.add(element);
      set.#put(element, child);
    }
    return set;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0 && this.#children.size === 0;
  }

  insert(path: readonly PathElement[]): void {
    const last = path.at(-1);
    if (last === undefined) return;
    let holder: FieldSet = this;
    for (const element of path.slice(0, -1)) {
      const known = holder.#children.get(element);
      const child = known ?? new FieldSet();
      if (!known) holder.#children.set(element, child);
      holder = child;
    }
    holder.#members.add(last);
  }

  /** Whether the element itself is in the set. */
  has(element: PathElement): boolean {
    return this.#members.has(element);
  }

  /** What is in the set below the element; to be read alone. */
  below(element: PathElement): FieldSet {
    return this.#children.get(element) ?? FieldSet.#nothing;
  }

  /** The elements that something is in the set below of. */
  get branches(): Iterable<PathElement> {
    return this.#children.keys();
  }

  union(other: FieldSet): FieldSet {
    const all = [...this.#members, ...other.#members];
    const branches = new Set([...this.branches, ...other.branches]);
    return FieldSet.#made(all, branches, (element) => this.below(element).union(other.below(element)));
  }

  difference(other: FieldSet): FieldSet {
    const left = [...this.#members].filter((element) => !other.has(element));
    return FieldSet.#made(left, this.branches, (element) =>
      this.below(element).difference(other.below(element)),
    );
  }

  intersection(other: FieldSet): FieldSet {
    const both = [...this.#members].filter((element) => other.has(element));
    return FieldSet.#made(both, this.branches, (element) =>
      this.below(element).intersection(other.below(element)),
    );
  }

  /** The set with these members added, and with what `below` makes of each of its branches. */
  withMembers(
    members: Iterable<PathElement>,
    below: (element: PathElement, child: FieldSet) => FieldSet,
  ): FieldSet {
    const all = [...this.#members, ...members];
    return FieldSet.#made(all, this.branches, (element) => below(element, this.below(element)));
  }

  /** All paths, those that end sooner first. */
  *paths(prefix: readonly PathElement[] = []): Generator<readonly PathElement[]> {
    for (const element of [...this.#members].sort()) yield [...prefix, element];
    for (const element of [...this.branches].sort()) yield* this.below(element).paths([...prefix, element]);
  }

  /** As `fieldsV1`. */
  toJson(): Json {
    const elements = [...new Set([...this.#members, ...this.branches])].sort();
    return Object.fromEntries(
      elements.map((element): [string, Json] => {
        const below = this.below(element).toJson();
        return [element, this.has(element) && Object.keys(below).length > 0 ? { '.': {}, ...below } : below];
      }),
    );
  }

  #put(element: PathElement, child: FieldSet): void {
    if (!child.isEmpty) this.#children.set(element, child);
  }

  static #made(
    members: Iterable<PathElement>,
    branches: Iterable<PathElement>,
    below: (element: PathElement) => FieldSet,
  ): FieldSet {
    const set = new FieldSet();
    for (const element of members) set.#members.add(element);
    for (const element of branches) set.#put(element, below(element));
    return set;
  }
}
