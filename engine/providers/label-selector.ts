/** One requirement of a selector. */
type Requirement = (labels: Readonly<Record<string, string>>) => boolean;

/** Says whether an object's labels satisfy a selector. */
export type LabelSelector = (labels: Readonly<Record<string, string>>) => boolean;

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

const NAME = '[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?';
const EQUALITY = new RegExp(`^(${NAME})\\s*(=|==|!=)\\s*([-A-Za-z0-9_.]*)$`);
const SET = new RegExp(`^(${NAME})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const EXISTENCE = new RegExp(`^(!?)\\s*(${NAME})$`);

/**
 * Reads a Kubernetes label selector: `=`, `==`, `!=`, `in (...)`, `notin (...)`, `name`, `!name`, joined by commas.
 * The empty selector selects everything. As in Kubernetes, `!=` and `notin` also hold where the label is absent.
 *
 * @throws LabelSelectorError
 */
export function parseLabelSelector(selector: string): LabelSelector {
  const requirements = splitAtCommas(selector).map((part) => parseRequirement(selector, part));
  return (labels) => requirements.every((holds) => holds(labels));
}

function splitAtCommas(selector: string): string[] {
  if (selector.trim() === '') return [];
  return selector.split(/,(?![^()]*\))/).map((part) => part.trim());
}

function parseRequirement(selector: string, part: string): Requirement {
  const equality = EQUALITY.exec(part);
  if (equality) {
    const [, key = '', operator, value] = equality;
    return operator === '!=' ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
  }
  const set = SET.exec(part);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = new Set<string | undefined>(list.split(',').map((value) => value.trim()));
    return operator === 'in' ? (labels) => values.has(labels[key]) : (labels) => !values.has(labels[key]);
  }
  const existence = EXISTENCE.exec(part);
  if (existence) {
    const [, not, key = ''] = existence;
    return not === '!' ? (labels) => labels[key] === undefined : (labels) => labels[key] !== undefined;
  }
  throw new LabelSelectorError(selector, part);
}
