import type { Diagnostic } from '../resources/diagnostic.ts';
import type { FieldPath } from '../resources/origin.ts';
import { type Resource, referenceOf } from '../resources/resource.ts';

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly advice?: string;
  /** Characters into the field's text. */
  readonly offset?: number;
}

/** Collects findings about resources and gives each its position. */
export class Reporter {
  readonly diagnostics: Diagnostic[] = [];

  error(resource: Resource, path: FieldPath, finding: Finding): void {
    this.#add('error', resource, path, finding);
  }

  warning(resource: Resource, path: FieldPath, finding: Finding): void {
    this.#add('warning', resource, path, finding);
  }

  #add(severity: Diagnostic['severity'], resource: Resource, path: FieldPath, finding: Finding): void {
    const { code, message, advice, offset } = finding;
    this.diagnostics.push({
      severity,
      code,
      message,
      ...(advice === undefined ? {} : { advice }),
      resource: referenceOf(resource),
      position: resource.origin.position(path, offset),
    });
  }
}
