import type { ObjectStore } from '../objects/object-store.ts';
import type { Exchange } from './exchange.ts';
import { listOptions } from './parameters.ts';
import type { Shape } from './represent.ts';
import type { Verbs } from './verbs.ts';
import { Watch } from './watch.ts';
import type { WatchHub } from './watch-hub.ts';
import type { WatchLines } from './watch-lines.ts';
import { watchRequest } from './watch-options.ts';

interface WatchRouteOptions {
  readonly api: Verbs;
  readonly store: ObjectStore;
  readonly hub: WatchHub;
  readonly lines: WatchLines;
}

/** Answers watches: 200 and one line of JSON an event, for as long as it takes. */
export function watchRoute({ api, store, hub, lines }: WatchRouteOptions) {
  return ({ query, response }: Exchange, shape: Shape, namespace: string | undefined): void => {
    const { after, marksInitialEnd, bookmarks, timeoutSeconds } = watchRequest(query, store.revision);
    const watch = new Watch(store, lines, {
      shape,
      selects: api.filter(shape.type, listOptions(query, namespace)),
      marksInitialEnd,
      ...(namespace === undefined ? {} : { namespace }),
      ...(after === undefined ? {} : { after }),
    });
    response.writeHead(200, { 'Cache-Control': 'no-cache, private', 'Content-Type': 'application/json' });
    // Clients take a watch for begun when they have the head.
    response.flushHeaders();
    hub.serve(watch, response, { bookmarks, ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }) });
  };
}
