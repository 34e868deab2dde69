import { relative, sep } from 'node:path';

/**
 * A file as code hosts name it: by its place below the root of the repository, which is where the command is run, with
 * slashes. A file that is elsewhere keeps its name.
 */
export function repositoryPath(file: string): string {
  const steps = relative('', file).split(sep);
  return (steps[0] === '..' ? file.split(sep) : steps).join('/');
}
