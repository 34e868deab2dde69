import type { ServerResponse } from 'node:http';
import type { KubeObject } from '../objects/object.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { LogLine } from '../pod-log.ts';
import { formatLine, type LogRequest, notStarted, type PodLogs, selectLines } from './pod-logs.ts';

/** Bytes of a log that wait for a client who does not read, before it is cut off. */
const MOST_WAITING = 1024 * 1024;

/** The logs that are being followed. */
export class LogStreams {
  readonly #store: ObjectStore;
  readonly #podLogs: PodLogs;
  readonly #open = new Set<() => void>();

  constructor(store: ObjectStore, podLogs: PodLogs) {
    this.#store = store;
    this.#podLogs = podLogs;
  }

  /**
   * Answers with the log of a container, and goes on while the pod is there if it is to be followed.
   *
   * @throws ApiError 400 if there is none (yet)
   */
  answer(response: ServerResponse, pod: KubeObject, container: string, request: LogRequest): void {
    const { namespace = '', name } = pod.metadata;
    const log = this.#podLogs(namespace, name, container);
    if (!log) throw notStarted(pod, container);
    const lines = selectLines(log, request, name, container);
    response.writeHead(200, { 'Cache-Control': 'no-cache, private', 'Content-Type': 'text/plain' });
    let left = request.limitBytes ?? Number.POSITIVE_INFINITY;
    const write = (some: readonly LogLine[]): void => {
      const text = Buffer.from(some.map((line) => formatLine(line, request.timestamps)).join(''));
      const allowed = text.subarray(0, left);
      left -= allowed.length;
      if (allowed.length > 0) response.write(allowed);
    };
    write(lines);
    if (!request.follow || request.previous || left <= 0) {
      response.end();
      return;
    }
    response.flushHeaders();
    const stops = [
      log.subscribe((line) => {
        if (response.writableLength > MOST_WAITING) response.destroy();
        else write([line]);
        if (left <= 0) stop();
      }),
      this.#store.subscribe(({ type, resource, object }) => {
        if (type === 'DELETED' && resource === 'pods' && object.metadata.uid === pod.metadata.uid) stop();
      }),
    ];
    const stop = (): void => {
      for (const one of stops) one();
      this.#open.delete(stop);
      response.end();
    };
    this.#open.add(stop);
    response.on('close', stop);
  }

  /** Ends all that are being followed. */
  close(): void {
    for (const stop of [...this.#open]) stop();
  }
}
