type Labels = Readonly<Record<string, string>>;

/** Says whether an object's labels satisfy a selector. */
export type LabelSelector = (labels: Labels) => boolean;

/** A selector that cannot be read. */
export class LabelSelectorError extends Error {
  override readonly name = 'LabelSelectorError';
  readonly code = 'label-selector-invalid';

  constructor(selector: string, part: string) {
    super(
      `label selector "${selector}": cannot read "${part}"; write requirements such as app=web, tier!=db, env in (dev,test), env notin (prod), canary, !canary, joined by commas`,
    );
  }
}

const NAME = '[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?';
/** A name, or a domain and a name: `app.kubernetes.io/name`. */
const KEY = `(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?${NAME}`;
const VALUE = `(?:${NAME})?`;

const EQUALITY = new RegExp(`^(${KEY})\\s*(==?|!=)\\s*(${VALUE})$`);
const ORDER = new RegExp(`^(${KEY})\\s*([<>])\\s*(-?[0-9]+)$`);
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\((\\s*${VALUE}\\s*(?:,\\s*${VALUE}\\s*)*)\\)$`);
const EXISTENCE = new RegExp(`^(!?)\\s*(${KEY})$`);
const INTEGER = /^-?[0-9]+$/;

/**
 * Reads a Kubernetes label selector: `=`, `==`, `!=`, `in (...)`, `notin (...)`, `<`, `>`, `name`, `!name`, joined by
 * commas. The empty selector selects everything. As in Kubernetes, `!=` and `notin` also hold where the label is
 * absent (Kubernetes: concepts/overview/working-with-objects/labels#label-selectors).
 *
 * @throws LabelSelectorError
 */
export function parseLabelSelector(selector: string): LabelSelector {
  const parts = selector.trim() === '' ? [] : selector.split(/,(?![^()]*\))/).map((part) => part.trim());
  const requirements = parts.map((part) => {
    const requirement = parseRequirement(part);
    if (!requirement) throw new LabelSelectorError(selector, part);
    return requirement;
  });
  return (labels) => requirements.every((holds) => holds(labels));
}

function parseRequirement(part: string): LabelSelector | undefined {
  const [, equalKey, equality, value = ''] = EQUALITY.exec(part) ?? [];
  if (equalKey !== undefined) {
    return (labels) => (labelOf(labels, equalKey) === value) === (equality !== '!=');
  }
  const [, setKey, membership, list = ''] = SET.exec(part) ?? [];
  if (setKey !== undefined) {
    const values = new Set<string | undefined>(list.split(',').map((item) => item.trim()));
    return (labels) => values.has(labelOf(labels, setKey)) === (membership === 'in');
  }
  const [, orderKey, order, bound = ''] = ORDER.exec(part) ?? [];
  if (orderKey !== undefined) {
    return (labels) => {
      const label = labelOf(labels, orderKey) ?? '';
      return (
        INTEGER.test(label) && (order === '<' ? BigInt(label) < BigInt(bound) : BigInt(label) > BigInt(bound))
      );
    };
  }
  const [, not, key] = EXISTENCE.exec(part) ?? [];
  if (key === undefined) return undefined;
  return (labels) => (labelOf(labels, key) === undefined) === (not === '!');
}

function labelOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
