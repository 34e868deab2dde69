import type { CompileContext } from '../context.ts';
import { type FileResource, fileName } from './names.ts';

/**
 * Compiles one part of a file that others name. If it cannot be compiled that is reported, and whoever names it is not
 * reported again. `kind`: as of the objects that can be named in its place, `tcp service` and `udp service` for what
 * is no object.
 */
export function attemptNamed(
  context: CompileContext,
  resource: FileResource,
  kind: string,
  name: string,
  compile: () => void,
): void {
  const done = context.attempt(resource, () => {
    compile();
    return true;
  });
  if (!done) context.reject({ kind, namespace: '', name: fileName(name) });
}
