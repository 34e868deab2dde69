import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { KubernetesError } from './api-error.ts';
import type { ApiObject } from './api-object.ts';
import type { ReflectorSink, Verb } from './reflector.ts';
import type { TestApiServer } from './test-api-server.ts';
import type { WatchedKind } from './watched-kinds.ts';

/** Services of all namespaces. */
export const SERVICES: WatchedKind = {
  kind: 'Service',
  apiVersion: 'v1',
  plural: 'services',
  namespace: undefined,
  labelSelector: '',
};
/** What a reflector told, and the objects it leads to. */
export class Seen implements ReflectorSink {
  readonly objects = new Map<string, string>();
  /** The versions in which each object was seen, `gone` among them. */
  readonly history = new Map<string, string[]>();
  readonly failures: string[] = [];
  readonly rests: number[] = [];
  /** What was told that must not be. */
  readonly mistakes: string[] = [];
  lists = 0;
  /** Called with what is about to be taken; may throw. */
  before: (told: 'replace' | 'upsert' | 'remove') => void = () => undefined;
  readonly #changes = new EventEmitter();

  replace(objects: readonly ApiObject[]): void {
    this.before('replace');
    this.lists += 1;
    const names = new Set(objects.map(({ metadata }) => metadata.name));
    for (const name of this.objects.keys()) if (!names.has(name)) this.#note(name, undefined);
    for (const object of objects) this.#note(object.metadata.name, object.metadata.resourceVersion);
    this.#changes.emit('change');
  }

  upsert({ metadata }: ApiObject): void {
    this.before('upsert');
    if (this.objects.get(metadata.name) === metadata.resourceVersion)
      this.mistakes.push(`${metadata.name} told twice`);
    this.#note(metadata.name, metadata.resourceVersion);
    this.#changes.emit('change');
  }

  remove({ metadata }: ApiObject): void {
    this.before('remove');
    if (!this.objects.has(metadata.name)) this.mistakes.push(`${metadata.name} removed twice`);
    this.#note(metadata.name, undefined);
    this.#changes.emit('change');
  }

  answered(): void {
    this.#changes.emit('change');
  }

  failed(verb: Verb, error: KubernetesError, rest: number): void {
    this.failures.push(`${verb} ${error.status ?? 'no answer'}`);
    this.rests.push(rest);
    this.#changes.emit('change');
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await once(this.#changes, 'change', { signal: AbortSignal.timeout(10_000) });
  }

  /** Until it sees what the server has. */
  inStep(server: TestApiServer): Promise<void> {
    return this.until(() => this.isInStep(server));
  }

  isInStep(server: TestApiServer): boolean {
    assert.deepEqual(this.mistakes, []);
    const there = server.list('/api/v1/services');
    return (
      there.length === this.objects.size &&
      there.every(({ metadata }) => this.objects.get(metadata.name) === metadata.resourceVersion)
    );
  }

  #note(name: string, version: string | undefined): void {
    if (this.objects.get(name) === version) return;
    const versions = this.history.get(name) ?? [];
    versions.push(version ?? 'gone');
    this.history.set(name, versions);
    if (version === undefined) this.objects.delete(name);
    else this.objects.set(name, version);
  }
}
