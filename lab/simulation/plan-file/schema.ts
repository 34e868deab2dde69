import * as z from 'zod';
import {
  distribution,
  duration,
  expectation,
  length,
  mapping,
  moment,
  pattern,
  rate,
  several,
  share,
  shorthand,
  url,
  whole,
} from './values.ts';

const name = z.string('the name of a Deployment, or of a pod without one, is expected');

const path = z.string('a path is expected');

const factor = z.number('a number above 0 is expected').positive('a number above 0 is expected');

const count = whole('a whole number from 1 is expected', 1);

const backend = shorthand(
  'answers',
  mapping(
    {
      answers: distribution,
      concurrency: count.optional(),
      queue: whole('a whole number from 0 is expected', 0).optional(),
      errors: share.optional(),
      errorStatus: whole('a status from 400 to 599 is expected', 400, 599).optional(),
      warmUp: mapping(
        { for: length, times: factor },
        'how long, and how many times as slow at first,',
      ).optional(),
    },
    'how it answers, such as lognormal(60ms, p99 400ms), or a mapping',
  ),
);

const headers = z.record(z.string(), z.string('the value of the header is expected'), {
  error: 'headers by their names are expected',
});

const weightOfRequest = z.union([z.number().positive(), share], 'a number above 0, or percent, is expected');

const request = shorthand(
  'url',
  mapping(
    {
      url,
      share: weightOfRequest.optional(),
      method: z.string('a method such as POST is expected').optional(),
      headers: headers.optional(),
    },
    'a URL, or a mapping',
  ),
);

const replay = shorthand(
  'log',
  mapping(
    { log: path, host: z.string('a host is expected').optional(), speed: factor.optional() },
    'the path of an access log, or a mapping',
  ),
);

const traffic = mapping(
  {
    name: z.string('a name is expected').optional(),
    url: url.optional(),
    requests: several(request, 'a list of URLs').optional(),
    rate: rate.optional(),
    arrivals: pattern.optional(),
    clients: count.optional(),
    thinkTime: distribution.optional(),
    replay: replay.optional(),
    cookies: z.boolean('true or false is expected').optional(),
    addresses: z
      .string('a network such as 203.0.113.0/24 is expected')
      .regex(/^\d+\.\d+\.\d+\.\d+\/\d+$/, 'a network such as 203.0.113.0/24 is expected')
      .optional(),
    entryPoint: z.string('the name of an entry point is expected').optional(),
    from: moment.optional(),
    to: moment.optional(),
  },
  'a mapping that says what arrives',
).superRefine((source, context) => {
  const refuse = (field: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [field], message });
  const ways = (['rate', 'thinkTime', 'replay'] as const).filter((way) => source[way] !== undefined);
  if (ways.length !== 1) {
    refuse(
      ways[1] ?? '',
      'one of rate (so many a second arrive), thinkTime (clients ask, wait and think) and replay (an access log) is expected',
    );
  }
  if (source.arrivals !== undefined && source.rate === undefined)
    refuse('arrivals', 'only a rate has arrivals');
  if (source.thinkTime !== undefined && source.clients === undefined)
    refuse('clients', 'a whole number from 1 is expected: who thinks has to be counted');
  if (source.url !== undefined && source.requests !== undefined)
    refuse('requests', 'either url or requests is expected');
  if (source.replay !== undefined && (source.url ?? source.requests) !== undefined)
    refuse(source.url === undefined ? 'requests' : 'url', 'what is asked for, the access log says');
});

const CHANGES = {
  weight: mapping(
    { of: name, to: whole('a whole number from 0 is expected', 0) },
    'of which service, and to what, as { of: appv2, to: 10 },',
  ).optional(),
  mirror: mapping(
    { of: name, to: share },
    'which mirror, and what of the traffic it gets, as { of: v2, to: 50 % },',
  ).optional(),
  apply: path.optional(),
  scale: mapping(
    { of: name, to: whole('a whole number from 0 is expected', 0) },
    'of which Deployment, and to how many pods, as { of: appv2, to: 3 },',
  ).optional(),
  podDies: shorthand(
    'of',
    mapping({ of: name, restart: duration.optional() }, 'of which Deployment'),
  ).optional(),
  rollout: shorthand(
    'of',
    mapping({ of: name, start: duration.optional() }, 'of which Deployment'),
  ).optional(),
  slow: mapping(
    { of: name, times: factor },
    'of which Deployment, and how many times as slow, as { of: appv2, times: 3 },',
  ).optional(),
  refuse: name.optional(),
  accept: name.optional(),
  errors: mapping(
    { of: name, to: share },
    'of which Deployment, and to what, as { of: appv2, to: 20 % },',
  ).optional(),
} as const;

const WHAT_CHANGES = Object.keys(CHANGES);

const change = mapping({ at: moment, ...CHANGES }, 'a moment and what changes then').superRefine(
  (written, context) => {
    const [first, second] = Object.keys(written).filter((key) => WHAT_CHANGES.includes(key));
    if (first !== undefined && second === undefined) return;
    const message = `one of ${WHAT_CHANGES.join(', ')} is expected beside at`;
    context.addIssue({ code: 'custom', path: second === undefined ? [] : [second], message });
  },
);

/** What a plan file may say. */
export const planFile = mapping(
  {
    manifests: several(path, 'the path of a file or folder, or a list of them,'),
    flags: several(z.string("one of Traefik's flags is expected"), "a list of Traefik's flags").optional(),
    namespace: z.string('a namespace is expected').optional(),
    seed: whole('a whole number from 0 to 4294967295 is expected', 0, 2 ** 32 - 1).optional(),
    duration: length,
    warmUp: duration.optional(),
    engines: count.optional(),
    clientTimeout: length.optional(),
    bucket: length.optional(),
    backends: z
      .record(z.string(), backend, { error: 'backends by their names are expected, such as appv1: 20ms' })
      .optional(),
    traffic: several(traffic, 'what arrives, or a list of it,'),
    changes: several(change, 'a list of changes').optional(),
    expect: several(expectation, 'a list of expectations').optional(),
  },
  'a mapping',
);

export type WrittenPlan = z.infer<typeof planFile>;
export type WrittenTraffic = z.infer<typeof traffic>;
export type WrittenChange = z.infer<typeof change>;
