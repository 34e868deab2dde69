import type { ResourceReference } from '../resources/diagnostic.ts';
import type { FindingCode } from '../resources/finding-codes.ts';
import type { Mending } from '../resources/fix.ts';
import type { FieldPath } from '../resources/origin.ts';
import { exceedsMaximumPriority, maximumUserPriority } from '../rules/priority.ts';
import { RuleError } from '../rules/rule-error.ts';
import type { EntryPoint, StaticConfiguration } from '../static/static-configuration.ts';
import { defaultEntryPoints } from './default-entry-points.ts';
import { type ElementMaps, Elements } from './elements.ts';
import { annotationPath } from './ingress-names.ts';
import { disable, warn } from './mark.ts';
import type { Element, GivenByEntryPoint, RouterTls } from './model.ts';
import { normalize, qualify } from './names.ts';
import { Reporter } from './reporter.ts';
import type { Rules } from './rules.ts';

/** Where a part of a router is written: in a custom resource, in a file, where routers are as in a configuration, or in an annotation. */
export function writtenAt(
  element: Element,
  inObject: FieldPath,
  inFile: FieldPath,
  annotation?: string,
): FieldPath {
  switch (element.resource?.kind) {
    case 'DynamicConfiguration':
      return [...element.path, ...inFile];
    case 'Ingress':
      return annotation === undefined ? inObject : annotationPath(annotation);
    default:
      return inObject;
  }
}

export interface LinkSettings {
  readonly options: StaticConfiguration;
  readonly rules: Rules;
  /** Names of the engine's own services that are on. */
  readonly internalServices: ReadonlySet<string>;
  readonly elements: ElementMaps;
  /** Those that were not linked before. */
  readonly open: ReadonlySet<Element>;
}

/** All elements of a configuration, which get their status. */
export class LinkContext extends Elements {
  readonly options: StaticConfiguration;
  /** Names of the engine's own services that are on. */
  readonly internalServices: ReadonlySet<string>;
  readonly rules: Rules;
  readonly reporter = new Reporter();
  /** The elements that were not linked before; entry points and rules of the others were in order, and still are. */
  readonly open: ReadonlySet<Element>;
  readonly marked = new Set<Element>();
  /** By kind, the names that elements of rejected objects would have. */
  readonly #rejected = new Map<string, Set<string>>();

  constructor({ options, rules, internalServices, elements, open }: LinkSettings) {
    super(elements);
    this.options = options;
    this.rules = rules;
    this.internalServices = internalServices;
    this.open = open;
  }

  /** What hangs on an object that was reported already is not reported again. */
  reject({ kind, namespace, name }: ResourceReference): void {
    const names = this.#rejected.get(kind) ?? new Set();
    this.#rejected.set(kind, names);
    // The parts of files are called by the names that they would have.
    if (name.includes('@')) names.add(name);
    else names.add(qualify(`${namespace}-${name}`)).add(qualify(normalize(`${namespace}-${name}`)));
  }

  /** Whether `qualifiedName` would be the name of an object of `kind` that was rejected. */
  wasRejectedName(kind: string, qualifiedName: string): boolean {
    return this.#rejected.get(kind)?.has(qualifiedName) ?? false;
  }
}

/** Finds errors of elements that only show when all elements are known. */
export class Linker {
  readonly context: LinkContext;

  constructor(context: LinkContext) {
    this.context = context;
  }

  /** Takes an element out of force, with Traefik's text, and reports it unless the cause was reported already. */
  disable(element: Element, code: FindingCode, path: FieldPath, text: string, extra: Extra = {}): void {
    disable(this.context, element, text);
    const { silent, ...finding } = extra;
    if (!silent) this.context.reporter.report('error', element, path, { code, message: text, ...finding });
  }
}

interface Extra {
  readonly advice?: string;
  readonly offset?: number;
  readonly mending?: Mending | undefined;
  readonly silent?: boolean;
}

interface RouterLike extends Element {
  entryPoints: readonly string[];
  /** The router as it is written, of whose entry points this one has some. */
  readonly written?: { readonly entryPoints: readonly string[] };
}

const ENTRY_POINTS = 'router.entrypoints';

/**
 * Resolves the entry points of a router. TCP: the default ones if it names none; UDP: all. Unknown ones are dropped
 * with a warning, or with an error if no other is left.
 */
export function linkEntryPoints(linker: Linker, router: RouterLike, protocol: EntryPoint['protocol']): void {
  const { entryPoints } = linker.context.options;
  if (!linker.context.open.has(router)) return;
  const known = entryPoints.filter((entryPoint) => entryPoint.protocol === protocol).map(({ name }) => name);
  const written = router.entryPoints;
  const resolved =
    written.length > 0
      ? written.filter((name) => known.includes(name))
      : protocol === 'udp'
        ? known.toSorted()
        : defaultEntryPoints(entryPoints);
  const inForce = resolved.length > 0;
  for (const name of written) {
    if (known.includes(name)) continue;
    const index = (router.written?.entryPoints ?? written).indexOf(name);
    const text = `entryPoint "${name}" doesn't exist`;
    if (inForce) warn(linker.context, router, text);
    else disable(linker.context, router, text);
    const which = `${protocol.toUpperCase()} entry points`;
    const at = writtenAt(router, ['spec', 'entryPoints', index], ['entryPoints', index], ENTRY_POINTS);
    linker.context.reporter.report(inForce ? 'warning' : 'error', router, at, {
      code: 'entry-point-unknown',
      message: `EntryPoint doesn't exist: ${name}`,
      advice: known.length === 0 ? `there are no ${which}` : `the ${which} are ${known.join(', ')}`,
    });
  }
  router.entryPoints = resolved;
  if (inForce) return;
  linker.disable(
    router,
    'no-entry-point',
    writtenAt(router, ['spec', 'entryPoints'], ['entryPoints'], ENTRY_POINTS),
    'no valid entryPoint for this router',
    {
      advice: `open an entry point for it, such as --entrypoints.${protocol === 'udp' ? 'dns.address=:53/udp' : 'web.address=:80'}, and name it under entryPoints`,
      silent: written.length > 0,
    },
  );
}

interface RuleRouter extends RouterLike {
  readonly rule: string;
  readonly priority: number;
  /** Of a router of the engine's own, whose priority has no limit. */
  readonly exactPriority?: string;
}

/** Parses a router's rule and checks its priority; disables the router if either is wrong. */
export function linkRule<R>(linker: Linker, router: RuleRouter, parse: () => R): R | undefined {
  if (!linker.context.open.has(router)) return undefined;
  if (router.exactPriority === undefined && exceedsMaximumPriority(router.priority)) {
    const text = `the router priority ${BigInt(router.priority)} exceeds the max user-defined priority ${maximumUserPriority}`;
    const at = [...router.path, 'priority'];
    linker.disable(
      router,
      'priority-too-large',
      writtenAt(router, at, ['priority'], 'router.priority'),
      text,
      { advice: 'write a smaller one: anything above the length of the other rules comes first' },
    );
  }
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    const at = writtenAt(router, [...router.path, 'match'], ['rule']);
    linker.disable(router, 'rule-invalid', at, error.message, {
      offset: error.offset,
      mending: router.resource?.kind === 'Ingress' ? undefined : ruleMending(error, at),
    });
    return undefined;
  }
}

/** What can only have been meant. */
function ruleMending({ replacement }: RuleError, path: FieldPath): Mending | undefined {
  if (replacement === undefined) return undefined;
  const { from, to, text } = replacement;
  return { title: `write ${text}`, edit: (editor) => editor.rewrite(path, from, to, text) };
}

interface TlsRouter extends Element {
  readonly tls?: RouterTls;
  readonly given?: GivenByEntryPoint;
}

/** What to do about what leads back to itself. */
export const LOOP_ADVICE = 'remove one of these references';

/** What to do about a name that nothing has: it says which provider is meant. `part`: of a dynamic configuration. */
export function missingAdvice(kind: string, name: string, part: string): string {
  if (name.endsWith('@file')) return `write it under ${part} of a dynamic configuration`;
  return `apply a ${kind} of that name in that namespace`;
}

/** Disables a router whose TLS options do not exist. Passthrough uses none. `prefix`: what Traefik writes before. */
export function linkTlsOptions(linker: Linker, router: TlsRouter, prefix = ''): void {
  const { tls } = router;
  const { context } = linker;
  if (!tls || tls.passthrough || tls.options === 'default' || context.tlsOptions.has(tls.options)) return;
  const inObject = ['spec', 'tls', 'options', 'name'];
  const isGiven = router.given?.tls === true;
  const path = isGiven ? router.path : writtenAt(router, inObject, ['tls', 'options'], 'router.tls.options');
  const advice = optionsAdvice(context, tls.options, router.resource?.namespace);
  linker.disable(router, 'tls-options-not-found', path, `${prefix}unknown TLS options: ${tls.options}`, {
    advice: isGiven ? `${advice}, or change --entrypoints.${router.given?.by}.http.tls.options` : advice,
    silent: context.wasRejectedName('TLSOption', tls.options),
  });
}

function optionsAdvice(context: LinkContext, wanted: string, namespace: string | undefined): string {
  if (wanted === qualify(`${namespace}-default`)) {
    return 'leave out options: the TLSOption named default applies to routers that name none';
  }
  // References are normalized, the names of TLSOptions are not.
  for (const name of context.tlsOptions.keys()) {
    if (qualify(normalize(name.replace(/@kubernetescrd$/, ''))) === wanted) {
      return `no router can name ${name}: give the TLSOption a name without dots`;
    }
  }
  return missingAdvice('TLSOption', wanted, 'tls.options');
}
