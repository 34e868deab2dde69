/** One dimension of requests: matchers that ask about it in each syntax, and values that they stumble over. */
export interface Topic<V> {
  readonly v3: readonly string[];
  readonly v2: readonly string[];
  readonly values: readonly V[];
}

const call = (name: string, ...values: string[]): string =>
  `${name}(${values.map((value) => `\`${value}\``).join(', ')})`;
const calls = (name: string, values: string): string[] => values.split(' ').map((value) => call(name, value));

export const hosts: Topic<string> = {
  v3: [
    ...calls('Host', 'a.test A.Test a.test. a.test.. b.test x.a.test *.a.test *.test *.test. * *x ::1 . *.'),
    ...calls('HostRegexp', '^a\\. test$ ^$ x ^[a-z]+\\.a\\.test$ .* ^.+$ a* ^(a|b)\\.test$'),
  ],
  v2: [
    ...calls('Host', 'a.test A.Test a.test. b.test x.a.test *.a.test'),
    ...[call('Host', 'a.test', 'b.test'), call('HostHeader', 'b.test', 'x.a.test')],
    ...calls('HostRegexp', 'a.test {x}.test {x:.*} {x:.+} {x:[a-z]+}.a.test {x:a|b}.test'),
  ],
  values: [
    ...['*.a.test', '*x', 'b.test.', 'x.', 'y.test', 'ab.a.test', 'a.x'],
    ...'a.test a.test. a.test.. b.test x.a.test y.a.test x.a.test. y.x.a.test test x.test c.other'.split(' '),
    ...['::1', '.', '..', '', 'x'],
  ],
};

export const paths: Topic<string> = {
  v3: [
    ...calls('Path', '/ /a /a/ /a/b /b /a%2Fb'),
    ...calls('PathPrefix', '/ /a /a/ /a/b /b /a%2Fb'),
    ...calls('PathRegexp', '^/a b/?$ ^/[ab]+/ ^/ ^/a$ ^/a? /b ^/a/b?|^/c'),
  ],
  v2: [
    ...calls('Path', '/ /a /a/b /{x} /{x:[ab]+} /a/{x:.*} /a/{x}'),
    ...calls('PathPrefix', '/ /a /a/ /{x:[ab]+} /a/{x} /a%2Fb'),
    ...[call('Path', '/a', '/b'), call('PathPrefix', '/a', '/b/{x}')],
  ],
  values: ['/', '/a', '/a/', '/ab', '/a/b', '/b', '/b/a', '/bb', '/a%2Fb', '/c', '/a/b/c', '/%2Fa'],
};

export const methods: Topic<string> = {
  v3: calls('Method', 'GET get POST'),
  v2: [...calls('Method', 'GET get POST'), call('Method', 'GET', 'POST')],
  values: ['GET', 'POST', 'PUT', 'get'],
};

export const headers: Topic<readonly string[]> = {
  v3: [
    ...['1', '2', 'ü'].map((value) => call('Header', 'X', value)),
    ...['^1', '2$', '.', '^1$'].map((value) => call('HeaderRegexp', 'x', value)),
    call('Header', 'Host', 'a.test'),
  ],
  v2: [
    ...['1', '2'].map((value) => call('Headers', 'X', value)),
    ...['^1', '2$'].map((value) => call('HeadersRegexp', 'x', value)),
    ...[call('Headers', 'X', '1', 'x', '2'), call('Headers', 'X', '1', 'X', '2')],
  ],
  values: [
    [],
    ['1'],
    ['2'],
    ['1', '2'],
    ['2', '1'],
    ['12'],
    ['1', '12'],
    ['Ã¼'],
    [''],
    ['3'],
    ['3', '1', '2'],
    ['Ã¼', '12'],
  ],
};

export const queries: Topic<readonly string[]> = {
  v3: [
    ...[call('Query', 'q'), call('Query', 'q', '1'), call('Query', 'q', '2'), call('QueryRegexp', 'q')],
    ...['^1', '2$', '.*'].map((value) => call('QueryRegexp', 'q', value)),
  ],
  v2: [
    ...calls('Query', 'q=1 q=2 q= q={x:[0-9]+} q={x}'),
    ...[call('Query', 'q', '1'), call('Query', 'q=1', 'q=2')],
  ],
  values: [
    [],
    ['1'],
    ['2'],
    ['1', '2'],
    ['2', '1'],
    ['12'],
    [''],
    ['', '1'],
    ['a'],
    ['a', '1'],
    ['1', '', '2'],
  ],
};

const RANGES =
  '10.0.0.0/8 10.1.0.0/16 10.1.2.3 10.1.2.3/9 192.0.2.1 ::/0 0.0.0.0/0 ::ffff:10.0.0.0/104 fd00::/8 0.0.0.0/1 128.0.0.0/1 ::1 ::ffff:0:0/95';
export const addresses: Topic<string> = {
  v3: calls('ClientIP', RANGES),
  v2: [...calls('ClientIP', RANGES), call('ClientIP', '10.0.0.0/9', '10.128.0.0/9')],
  values: [
    ...'10.0.0.0 10.1.2.3 10.200.0.1 10.127.255.255 11.0.0.0 9.255.255.255 192.0.2.1 255.255.255.255'.split(
      ' ',
    ),
    ...['::1', '::', 'fd00::1', '::ffff:10.1.2.3', '::fffe:0:1', 'fe80::1%eth0', ''],
  ],
};

export const names: Topic<string> = {
  v3: [
    ...calls('HostSNI', 'a.test A.Test a.test. b.test x.a.test *.a.test *.test. * ::1 .'),
    ...calls('HostSNIRegexp', '^a\\. test$ ^$ x .* ^.+$'),
  ],
  v2: [
    ...calls('HostSNI', 'a.test A.Test a.test. a.test.. b.test *'),
    ...[call('HostSNI', 'a.test', 'b.test'), call('HostSNI', 'a.test', '*'), call('HostSNI', '*', 'a.test')],
    ...calls('HostSNIRegexp', '{x}.test {x:.*} a.test'),
  ],
  values: [...hosts.values, 'A.test', 'X.A.TEST'],
};

export const protocols: Topic<readonly string[]> = {
  v3: calls('ALPN', 'h2 http/1.1'),
  v2: [...calls('ALPN', 'h2 http/1.1'), call('ALPN', 'h2', 'mqtt')],
  values: [[], ['h2'], ['http/1.1'], ['h2', 'http/1.1'], ['mqtt'], ['mqtt', 'h2']],
};
