import { AUTOSCALING } from './messages/autoscaling.ts';
import { CORE } from './messages/core.ts';
import { META } from './messages/meta.ts';
import { NETWORKING } from './messages/networking.ts';
import { OTHERS } from './messages/others.ts';
import { PODS } from './messages/pods.ts';
import { REVIEWS } from './messages/reviews.ts';
import { VOLUMES } from './messages/volumes.ts';
import { WORKLOADS } from './messages/workloads.ts';

/** One field of a message, by its number on the wire. */
export interface MessageField {
  /** As in JSON; empty for a message whose fields belong to the one that holds it (Go: `json:",inline"`). */
  readonly name: string;
  readonly shape: 'single' | 'list' | 'map';
  /** `s` string, `i` integer, `b` boolean, `y` bytes (base64 in JSON), a special value, or a message: `core.PodSpec`. */
  readonly type: string;
  /** Whether JSON has it even if it is zero: pointers, and what Go does not omit. */
  readonly keepsZero: boolean;
}

/** The fields of a message by their numbers. */
export type Message = ReadonlyMap<number, MessageField>;

/**
 * One message a line, one field after the other: number, name in JSON, type. `[]` is a list and `{}` a map of the type;
 * `+` instead of a name is a message whose fields are the holder's own; `*` is kept when it is zero. The numbers are
 * those of Kubernetes' published .proto files (k8s.io/api, release 1.35).
 */
const TABLE = [META, CORE, PODS, VOLUMES, WORKLOADS, NETWORKING, AUTOSCALING, REVIEWS, OTHERS];

const FIELD = /^(\d+)(?:(\w+) | \+)(\[\]|\{\})?([\w.]+)(\*?)$/;

const lines = new Map(
  TABLE.flatMap((text) => text.trim().split('\n')).map((line): [string, string] => {
    const [name = '', fields = ''] = line.trim().split(': ');
    return [name, fields];
  }),
);
const parsed = new Map<string, Message>();

/** The message of that name; undefined if there is none in the table. A line is parsed when it is first needed. */
export function messageOf(name: string): Message | undefined {
  const known = parsed.get(name);
  if (known) return known;
  const line = lines.get(name);
  if (line === undefined) return undefined;
  const message = new Map(line.split(', ').map(parseField));
  parsed.set(name, message);
  return message;
}

/** The names of all messages. */
export function messageNames(): string[] {
  return [...lines.keys()];
}

function parseField(text: string): [number, MessageField] {
  const match = FIELD.exec(text);
  if (!match) throw new Error(`the table of protobuf messages has a field that is none: ${text}`);
  const [, number, name = '', brackets, type = '', star] = match;
  const shape = brackets === '[]' ? 'list' : brackets === '{}' ? 'map' : 'single';
  return [Number(number), { name, shape, type, keepsZero: star === '*' }];
}
