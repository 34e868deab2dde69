/**
 * Puts the values of variables in the place of `$(NAME)`. One that is not known stays as it is written, and `$$(NAME)`
 * stands for `$(NAME)` itself (Kubernetes: Container, `args` and `env`).
 */
export function expandVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (written, name: string | undefined) => {
    if (name === undefined) return '$';
    return Object.hasOwn(variables, name) ? (variables[name] ?? '') : written;
  });
}
