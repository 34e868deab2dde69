/** What names of objects, labels and ports must look like (apimachinery, `util/validation`). Each answers what is wrong. */
export type NameRule = (name: string) => string[];

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const IS_LABEL = new RegExp(`^${LABEL}$`);
const IS_SUBDOMAIN = new RegExp(`^${SUBDOMAIN}$`);
const IS_WILDCARD = new RegExp(`^\\*\\.${SUBDOMAIN}$`);
const IS_LABEL_1035 = new RegExp(`^${LABEL_1035}$`);
const IS_QUALIFIED = new RegExp(`^${QUALIFIED}$`);

const QUALIFIED_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

export const dnsLabel: NameRule = (name) => [
  ...tooLong(name, 63),
  ...(IS_LABEL.test(name)
    ? []
    : [
        IS_SUBDOMAIN.test(name)
          ? 'must not contain dots'
          : told(
              "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
              LABEL,
              ['my-name', '123-abc'],
            ),
      ]),
];

export const dnsSubdomain: NameRule = (name) => [
  ...tooLong(name, 253),
  ...(IS_SUBDOMAIN.test(name)
    ? []
    : [
        told(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
          SUBDOMAIN,
          ['example.com'],
        ),
      ]),
];

export const wildcardSubdomain: NameRule = (name) => [
  ...tooLong(name, 253),
  ...(IS_WILDCARD.test(name)
    ? []
    : [
        told(
          "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
          `\\*\\.${SUBDOMAIN}`,
          ['*.example.com'],
        ),
      ]),
];

/** Names of Services: a label that begins with a letter (RFC 1035). */
export const dns1035Label: NameRule = (name) => [
  ...tooLong(name, 63),
  ...(IS_LABEL_1035.test(name)
    ? []
    : [
        told(
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
          LABEL_1035,
          ['my-name', 'abc-123'],
        ),
      ]),
];

/** What can be a part of a path: names of roles, and of what binds them. */
export const pathSegment: NameRule = (name) => {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`);
};

/** Keys of labels and names of finalizers: a name, or a domain and a name. */
export const qualifiedKey: NameRule = (key) => {
  const parts = key.split('/');
  const [prefix, name = ''] = parts.length > 1 ? parts : [undefined, key];
  if (parts.length > 2) {
    const rule = told(QUALIFIED_RULE, QUALIFIED, ['MyName', 'my.name', '123-abc']);
    return [
      `a valid label key ${rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const problems: string[] = [];
  if (prefix === '') problems.push('prefix part must be non-empty');
  else if (prefix !== undefined)
    problems.push(...dnsSubdomain(prefix).map((message) => `prefix part ${message}`));
  if (name === '') problems.push('name part must be non-empty');
  problems.push(...tooLong(name, 63).map((message) => `name part ${message}`));
  if (!IS_QUALIFIED.test(name)) {
    problems.push(`name part ${told(QUALIFIED_RULE, QUALIFIED, ['MyName', 'my.name', '123-abc'])}`);
  }
  return problems;
};

export const labelValue: NameRule = (value) => [
  ...tooLong(value, 63),
  ...(value === '' || IS_QUALIFIED.test(value)
    ? []
    : [
        told(
          `a valid label must be an empty string or ${QUALIFIED_RULE.slice('must '.length)}`,
          `(${QUALIFIED})?`,
          ['MyValue', 'my_value', '12345'],
        ),
      ]),
];

/** Keys of the data of ConfigMaps and Secrets: names of files. */
export const configKey: NameRule = (key) => [
  ...tooLong(key, 253),
  ...(/^[-._a-zA-Z0-9]+$/.test(key)
    ? []
    : [
        told(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
          '[-._a-zA-Z0-9]+',
          ['key.name', 'KEY_NAME', 'key-name'],
        ),
      ]),
  ...(key === '.' || key === '..' ? [`must not be '${key}'`] : []),
  ...(key.startsWith('..') && key !== '..' ? ["must not start with '..'"] : []),
];

/** Names of ports of containers (RFC 6335). */
export const portName: NameRule = (name) => [
  ...(name.length > 15 ? ['must be no more than 15 characters'] : []),
  ...(/^[-a-z0-9]+$/.test(name)
    ? []
    : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
  ...(/[a-z]/.test(name) ? [] : ['must contain at least one letter (a-z)']),
  ...(name.includes('--') ? ['must not contain consecutive hyphens'] : []),
  ...(/^-|-$/.test(name) ? ['must not begin or end with a hyphen'] : []),
];

export function portNumber(port: number): string[] {
  return port >= 1 && port <= 65_535 ? [] : ['must be between 1 and 65535, inclusive'];
}

function tooLong(text: string, most: number): string[] {
  return text.length > most ? [`must be no more than ${most} bytes`] : [];
}

function told(rule: string, pattern: string, examples: readonly string[]): string {
  return `${rule} (e.g. ${examples.map((example) => `'${example}'`).join(',  or ')}, regex used for validation is '${pattern}')`;
}
