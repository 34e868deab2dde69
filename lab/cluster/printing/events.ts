import type { KubeObject } from '../objects/object.ts';
import { nameOf, since } from './cells.ts';
import { at, numberAt, textAt } from './fields.ts';
import { printer, withWide } from './printer.ts';

export const eventPrinter = withWide(
  printer({
    'Last Seen': lastSeen,
    Type: (event) => textAt(event, 'type'),
    Reason: (event) => textAt(event, 'reason'),
    Object: involvedObject,
    Subobject: (event) => textAt(event, 'involvedObject', 'fieldPath'),
    Source: source,
    Message: (event) => textAt(event, 'message').trim(),
    'First Seen': (event, now) => since(firstSeen(event), now),
    Count: (event) => numberAt(event, 'series', 'count') || numberAt(event, 'count') || 1,
    Name: nameOf,
  }),
  ['Subobject', 'Source', 'First Seen', 'Count', 'Name'],
);

function lastSeen(event: KubeObject, now: number): string {
  return since(
    at(event, 'series', 'lastObservedTime') ?? at(event, 'lastTimestamp') ?? firstSeen(event),
    now,
  );
}

function firstSeen(event: KubeObject): unknown {
  return at(event, 'firstTimestamp') ?? at(event, 'eventTime');
}

function involvedObject(event: KubeObject): string {
  return `${textAt(event, 'involvedObject', 'kind').toLowerCase()}/${textAt(event, 'involvedObject', 'name')}`;
}

/** `kubelet, node-1`: who saw it, and where. */
function source(event: KubeObject): string {
  const component = textAt(event, 'source', 'component') || textAt(event, 'reportingComponent');
  const host = textAt(event, 'source', 'host') || textAt(event, 'reportingInstance');
  return host === '' ? component : `${component}, ${host}`;
}
