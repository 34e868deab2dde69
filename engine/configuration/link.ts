import type { FieldPath } from '../resources/origin.ts';
import { exceedsMaximumPriority, maximumUserPriority } from '../rules/priority.ts';
import { RuleError } from '../rules/rule-error.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import type { CompileContext } from './context.ts';
import type { Element } from './model.ts';

/** Finds errors of elements that only show when all elements are known. */
export class Linker {
  readonly context: CompileContext;

  constructor(context: CompileContext) {
    this.context = context;
  }

  /** Takes an element out of force, with Traefik's text, and reports it unless the cause was reported already. */
  disable(element: Element, code: string, path: FieldPath, text: string, extra: Extra = {}): void {
    element.status = 'disabled';
    element.errors.push(text);
    if (!extra.silent) this.#report('error', element, code, path, text, extra);
  }

  /** Notes that an element is in force only in part. */
  warn(element: Element, code: string, path: FieldPath, text: string, extra: Extra = {}): void {
    if (element.status === 'enabled') element.status = 'warning';
    element.errors.push(text);
    this.#report('warning', element, code, path, text, extra);
  }

  #report(
    severity: 'error' | 'warning',
    element: Element,
    code: string,
    path: FieldPath,
    message: string,
    extra: Extra,
  ): void {
    const { advice, offset } = extra;
    this.context.reporter.diagnostics.push({
      severity,
      code,
      message,
      ...(advice === undefined ? {} : { advice }),
      ...(element.resource === undefined ? {} : { resource: element.resource }),
      ...(element.origin === undefined ? {} : { position: element.origin.position(path, offset) }),
    });
  }
}

interface Extra {
  readonly advice?: string;
  readonly offset?: number;
  readonly silent?: boolean;
}

interface RouterLike extends Element {
  entryPoints: readonly string[];
}

/** Resolves the entry points of a router: the default ones if it names none; unknown ones are dropped with a warning. */
export function linkEntryPoints(
  linker: Linker,
  router: RouterLike,
  entryPoints: readonly EntryPoint[],
  protocol: EntryPoint['protocol'],
): void {
  const candidates = entryPoints.filter((entryPoint) => entryPoint.protocol === protocol);
  if (router.entryPoints.length === 0) {
    router.entryPoints = defaultEntryPoints(candidates);
  } else {
    const known = new Set(candidates.map((entryPoint) => entryPoint.name));
    router.entryPoints.forEach((name, index) => {
      if (known.has(name)) return;
      linker.warn(
        router,
        'entry-point-unknown',
        ['spec', 'entryPoints', index],
        `EntryPoint doesn't exist: ${name}`,
        {
          advice: `the ${protocol.toUpperCase()} entry points are ${[...known].join(', ')}`,
        },
      );
    });
    router.entryPoints = router.entryPoints.filter((name) => known.has(name));
  }
  if (router.entryPoints.length > 0) return;
  linker.disable(router, 'no-entry-point', ['spec', 'entryPoints'], 'no valid entryPoint for this router', {
    silent: router.errors.length > 0,
  });
}

function defaultEntryPoints(candidates: readonly EntryPoint[]): string[] {
  const marked = candidates.filter((entryPoint) => entryPoint.asDefault);
  const chosen =
    marked.length > 0 ? marked : candidates.filter((entryPoint) => entryPoint.name !== 'traefik');
  return chosen.map((entryPoint) => entryPoint.name).toSorted();
}

interface RuleRouter extends RouterLike {
  readonly rule: string;
  readonly priority: number;
}

/** Parses a router's rule and checks its priority; disables the router if either is wrong. */
export function linkRule<R>(linker: Linker, router: RuleRouter, parse: (source: string) => R): R | undefined {
  if (exceedsMaximumPriority(router.priority)) {
    const text = `the router priority ${router.priority} exceeds the max user-defined priority ${maximumUserPriority}`;
    linker.disable(router, 'priority-too-large', [...router.path, 'priority'], text);
  }
  try {
    return parse(router.rule);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    linker.disable(router, 'rule-invalid', [...router.path, 'match'], error.message, {
      offset: error.offset,
    });
    return undefined;
  }
}
