import { ELEMENT_PARTS, type ElementMaps } from './elements.ts';
import { sourceOf } from './linked-copies.ts';
import type { ConfiguredCertificate, Element } from './model.ts';

/** What decides how requests are routed. */
interface Traffic {
  readonly linked: ElementMaps;
  readonly certificates: ReadonlyMap<string, ConfiguredCertificate>;
  readonly defaultCertificate: ConfiguredCertificate | undefined;
}

/**
 * Whether two sets of elements route alike, whatever the order of their objects and wherever those are written. A
 * configuration that does is not applied again, so that counters survive changes that do not concern traffic (as in
 * Traefik, which compares a hash). Elements that are the same object cost one comparison.
 */
export function sameTraffic(before: Traffic, after: Traffic): boolean {
  return (
    ELEMENT_PARTS.every((part) => sameElements(before.linked[part], after.linked[part])) &&
    sameCertificates(before.certificates, after.certificates) &&
    sameCertificate(before.defaultCertificate, after.defaultCertificate)
  );
}

/** Whether two elements of one name route alike. */
export function sameElement(one: Element, other: Element): boolean {
  return one === other || print(one) === print(other);
}

/** Whether two certificates of one name are the same. */
export function sameCertificate(
  before: ConfiguredCertificate | undefined,
  after: ConfiguredCertificate | undefined,
): boolean {
  if (before === undefined || after === undefined) return before === after;
  return (
    before.name === after.name &&
    before.certificatePem === after.certificatePem &&
    before.keyPem === after.keyPem
  );
}

function sameElements(before: ReadonlyMap<string, Element>, after: ReadonlyMap<string, Element>): boolean {
  if (before.size !== after.size) return false;
  for (const [name, linked] of after) {
    const known = before.get(name);
    if (known === linked) continue;
    if (known === undefined || !sameElement(compiled(known), compiled(linked))) return false;
  }
  return true;
}

/** An element without what linking made of it. */
function compiled(linked: Element): Element {
  return sourceOf(linked)?.element ?? linked;
}

/** All of an element that traffic depends on. */
function print({ origin: _origin, resource: _resource, path: _path, ...routing }: Element): string {
  return JSON.stringify(routing, (key, value) =>
    // Where a certificate was read from, in the trust of a transport.
    key === 'source' && isPosition(value) ? undefined : value,
  );
}

function isPosition(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'origin' in value && 'path' in value;
}

function sameCertificates(
  before: ReadonlyMap<string, ConfiguredCertificate>,
  after: ReadonlyMap<string, ConfiguredCertificate>,
): boolean {
  if (before.size !== after.size) return false;
  for (const [name, certificate] of after) {
    if (!sameCertificate(before.get(name), certificate)) return false;
  }
  return true;
}
