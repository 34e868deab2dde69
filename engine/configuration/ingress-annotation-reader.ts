import type { FindingCode } from '../resources/finding-codes.ts';
import type { FieldPath } from '../resources/origin.ts';
import type { ResourceOf } from '../resources/resource.ts';
import { closest } from '../resources/suggestion.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import { ANNOTATION_PREFIX as PREFIX } from './ingress-names.ts';
import { releaseName } from './release-fields.ts';

type Annotated = ResourceOf<'Ingress'> | ResourceOf<'Service'>;

type Setters<A> = Readonly<Record<string, (annotations: A, value: string) => void>>;

/** The annotations of one kind of object. */
export interface Family<A> {
  /** Behind the prefix, with its dot. */
  readonly of: string;
  readonly setters: Setters<A>;
  /** Annotations that turn a group on, by being `true` or empty; anything else turns off all of the group. */
  readonly switches: Setters<A>;
  /** The releases that brought what 2.11 does not have: the same as for the fields of routes. */
  readonly since: Readonly<Record<string, number>>;
  /** Certificates that are asked for from elsewhere: there is nobody to ask, but TLS is on. */
  readonly indexed?: readonly [name: RegExp, set: (annotations: A) => void];
}

/** Names behind the prefix. */
export function namesOf<A>({ of, setters, switches }: Family<A>): string[] {
  return Object.keys({ ...setters, ...switches }).map((name) => `${of}${name}`);
}

interface Written {
  readonly key: string;
  /** In lower case, behind the prefix and the family. */
  readonly name: string;
  readonly value: string;
}

/**
 * What the annotations of an object say that are of its family; all names are looked at before any value, as in Traefik.
 *
 * @param known the names of all families
 * @throws CompileError for an annotation that Traefik does not know or whose value cannot be read
 */
export function readAnnotations<A extends object>(
  context: CompileContext,
  resource: Annotated,
  family: Family<A>,
  known: readonly string[],
): A {
  const written = writtenIn(context, resource, family, known);
  const off = written
    .filter(({ name, value }) => Object.hasOwn(family.switches, name) && !/^(?:true)?$/i.test(value))
    .map(({ key, name, value }) => {
      if (value.toLowerCase() !== 'false') warnOfSwitch(context, resource, key, value);
      return name;
    });
  const found = {} as A;
  for (const { key, name, value } of written) {
    if (off.some((group) => name === group || name.startsWith(`${group}.`))) continue;
    const set = family.setters[name] ?? family.switches[name] ?? family.indexed?.[1];
    try {
      set?.(found, value);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      const message = `\`${key}\` is ${JSON.stringify(value)}`;
      throw new CompileError('annotation-value', ['metadata', 'annotations', key], message, error.message);
    }
  }
  return found;
}

/** The annotations of a family; what else is written for Traefik is ignored, with a warning. */
function writtenIn<A>(
  context: CompileContext,
  resource: Annotated,
  family: Family<A>,
  known: readonly string[],
): Written[] {
  const written: Written[] = [];
  for (const [key, value] of Object.entries(resource.metadata.annotations)) {
    if (!key.startsWith(PREFIX)) continue;
    const whole = key.slice(PREFIX.length).toLowerCase();
    if (!whole.startsWith(family.of)) {
      context.reporter.warning(
        resource,
        ['metadata', 'annotations', key],
        ignored(key, whole, resource.kind, known),
      );
      continue;
    }
    const name = whole.slice(family.of.length);
    check(context, family, key, name);
    written.push({ key, name, value });
  }
  return written;
}

function check<A>(context: CompileContext, family: Family<A>, key: string, name: string): void {
  const path: FieldPath = ['metadata', 'annotations', key];
  if (family.indexed?.[0].test(name)) return;
  const known = namesOf(family);
  const message = `field not found, node: ${name.split('.').at(-1)}`;
  if (!known.includes(`${family.of}${name}`)) {
    const meant = closest(`${family.of}${name}`, known);
    throw new CompileError(
      'annotation-unknown',
      path,
      `${message}: \`${key}\` is not an annotation of Traefik`,
      meant ? `did you mean \`${PREFIX}${meant}\`?` : `known are ${known.join(', ')}`,
    );
  }
  const since = family.since[name] ?? 0;
  if (since <= context.version) return;
  throw new CompileError(
    'annotation-unknown',
    path,
    `${message}: \`${key}\` came with Traefik ${releaseName(since)}, and ${releaseName(context.version)} is imitated`,
    `leave it out, or start with --traefikversion=${releaseName(since)}`,
  );
}

function ignored(
  key: string,
  name: string,
  kind: string,
  known: readonly string[],
): { readonly code: FindingCode; readonly message: string; readonly advice?: string } {
  const code = 'annotation-ignored';
  if (known.includes(name)) {
    const owner = name.startsWith('service.') ? 'Service' : 'Ingress';
    const advice = `write it on the ${owner}`;
    return { code, message: `\`${key}\` is for ${owner} objects, on a ${kind} it is ignored`, advice };
  }
  const meant = closest(name, known);
  const message = `\`${key}\` is not an annotation of Traefik, it is ignored`;
  return { code, message, ...(meant ? { advice: `did you mean \`${PREFIX}${meant}\`?` } : {}) };
}

function warnOfSwitch(context: CompileContext, resource: Annotated, key: string, value: string): void {
  context.reporter.warning(resource, ['metadata', 'annotations', key], {
    code: 'annotation-value',
    message: `\`${key}\` is ${JSON.stringify(value)}, which turns it off`,
    advice: 'write "true" or "false"',
  });
}
