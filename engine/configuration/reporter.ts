import { type Diagnostic, discreet, type ResourceReference } from '../resources/diagnostic.ts';
import type { FindingCode } from '../resources/finding-codes.ts';
import { fixIn, type Mending } from '../resources/fix.ts';
import type { FieldPath, Origin } from '../resources/origin.ts';
import { type Resource, referenceOf } from '../resources/resource.ts';

interface Finding {
  readonly code: FindingCode;
  readonly message: string;
  readonly advice?: string;
  /** Characters into the field's text. */
  readonly offset?: number;
  readonly mending?: Mending | undefined;
}

/** What a finding is about: an object, or the part of a configuration that was compiled from one. */
interface Subject {
  readonly resource?: ResourceReference;
  readonly origin?: Origin;
}

/**
 * Collects findings and gives each its position. A finding that is the same in every respect as one before is
 * dropped: the routes of one object share its entry points and its TLS.
 */
export class Reporter {
  readonly diagnostics: Diagnostic[] = [];
  readonly #seen = new Set<string>();

  error(resource: Resource, path: FieldPath, finding: Finding): void {
    this.report('error', { resource: referenceOf(resource), origin: resource.origin }, path, finding);
  }

  warning(resource: Resource, path: FieldPath, finding: Finding): void {
    this.report('warning', { resource: referenceOf(resource), origin: resource.origin }, path, finding);
  }

  report(severity: Diagnostic['severity'], subject: Subject, path: FieldPath, finding: Finding): void {
    const { code, message, advice, offset, mending } = finding;
    const { resource, origin } = subject;
    const diagnostic: Diagnostic = {
      severity,
      code,
      message,
      ...(advice === undefined ? {} : { advice }),
      ...(resource === undefined ? {} : { resource }),
      ...(origin === undefined ? {} : { position: discreet(resource, path, origin.position(path, offset)) }),
      ...fixIn(origin, mending),
    };
    this.add(diagnostic);
  }

  add(diagnostic: Diagnostic): void {
    const key = JSON.stringify(diagnostic);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.diagnostics.push(diagnostic);
  }
}
