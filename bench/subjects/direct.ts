import type { Ports, Subject } from './subject.ts';

/** No proxy at all: the most that the load side can do. `ports` are those of the backend. */
export function direct(
  backend: { readonly pid: number; readonly ports: Ports },
  serves: Subject['serves'],
): Subject {
  return {
    name: 'no proxy',
    serves,
    version: '',
    start: async () => ({ ...backend, [Symbol.asyncDispose]: async () => undefined }),
  };
}
