import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
} from 'yaml';
import type * as z from 'zod';
import { type PlanFault, PlanFileError } from './error.ts';

type Trail = readonly PropertyKey[];

/** A YAML text that is held against a schema; every fault has its place. */
export class PlanText {
  readonly #file: string;
  readonly #lines: readonly string[];
  readonly #counter = new LineCounter();
  readonly #document: Document.Parsed<ParsedNode>;

  /** @throws PlanFileError for what is no YAML */
  constructor(file: string, text: string) {
    this.#file = file;
    this.#lines = text.split('\n');
    this.#document = parseDocument(text, { lineCounter: this.#counter, prettyErrors: false });
    const faults = this.#document.errors.map(({ pos, message }) => this.#faultAt(pos[0], message));
    if (faults.length > 0) throw new PlanFileError(file, faults);
  }

  /** @throws PlanFileError with all that is wrong */
  read<T extends z.ZodType>(schema: T): z.infer<T> {
    const read = schema.safeParse(this.#document.toJS());
    if (read.success) return read.data;
    throw new PlanFileError(
      this.#file,
      read.error.issues.flatMap((issue) => this.#faultsOf(issue)),
    );
  }

  /** What is wrong at a place, found only when it was used. */
  errorAt(trail: Trail, message: string): PlanFileError {
    return new PlanFileError(this.#file, [this.#faultAt(this.#find(trail).offset, message)]);
  }

  #faultsOf(issue: z.core.$ZodIssue): PlanFault[] {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => this.#faultAt(this.#keyOffset(issue.path, key), issue.message));
    }
    const { offset, missing } = this.#find(issue.path);
    const message =
      missing === undefined || missing === '' ? issue.message : `"${missing}" is missing: ${issue.message}`;
    return [this.#faultAt(offset, message)];
  }

  /** Where something is written; what is missing has the place of what it should be in. */
  #find(trail: Trail): { readonly offset: number; readonly missing?: string } {
    let node: unknown = this.#document.contents;
    let offset = startOf(node) ?? 0;
    for (const step of trail) {
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
        // What may be a list stands alone.
        if (!pair && step === 0) continue;
        if (!pair) return { offset, missing: String(step) };
        node = pair.value;
        offset = startOf(node) ?? startOf(pair.key) ?? offset;
      } else if (isSeq(node) && typeof step === 'number') {
        node = node.items[step];
        offset = startOf(node) ?? offset;
      }
    }
    return { offset };
  }

  #keyOffset(trail: Trail, key: string): number {
    let node: unknown = this.#document.contents;
    for (const step of trail) {
      if (isMap(node) && step === 0 && !node.has(0)) continue;
      node = isMap(node) || isSeq(node) ? node.get(step, true) : undefined;
    }
    const pair = isMap(node)
      ? node.items.find((one) => isScalar(one.key) && one.key.value === key)
      : undefined;
    return startOf(pair?.key) ?? this.#find(trail).offset;
  }

  #faultAt(offset: number, message: string): PlanFault {
    const { line, col } = this.#counter.linePos(offset);
    return { line, column: col, lineText: (this.#lines[line - 1] ?? '').replace(/\r$/, ''), message };
  }
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
