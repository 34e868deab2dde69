import { type Document, type ParsedNode, parseAllDocuments, type ScalarTag } from 'yaml';

/** kubectl reads YAML with Go's library, which keeps these words and octal numbers of YAML 1.1. */
const goTags: ScalarTag[] = [
  { tag: 'tag:yaml.org,2002:bool', default: true, test: /^(?:yes|Yes|YES|on|On|ON)$/, resolve: () => true },
  { tag: 'tag:yaml.org,2002:bool', default: true, test: /^(?:no|No|NO|off|Off|OFF)$/, resolve: () => false },
  {
    tag: 'tag:yaml.org,2002:int',
    default: true,
    test: /^[-+]?0[0-7]+$/,
    resolve: (text) => Number.parseInt(text, 8),
  },
];

/** What was parsed of a text. */
type Parsed = Document.Parsed<ParsedNode>;

/** The documents of a text. */
export function parseYaml(text: string): Parsed[] {
  const documents = parseAllDocuments(text, {
    customTags: (tags) => [...goTags, ...tags],
    merge: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return Array.isArray(documents) ? documents : [];
}

/**
 * One document of a text. Its nodes take twenty times the memory of its text, and are asked for only where something is
 * found: they are let go when memory is needed, and then read again.
 */
export class YamlDocument {
  readonly text: string;
  readonly #index: number;
  #parsed: WeakRef<Parsed> | undefined;

  /** @param index which of the text's documents it is */
  constructor(text: string, index: number) {
    this.text = text;
    this.#index = index;
  }

  get parsed(): Parsed {
    const known = this.#parsed?.deref();
    if (known) return known;
    const again = parseYaml(this.text)[this.#index];
    if (!again) throw new Error('a text that was parsed has the documents that it had');
    this.#parsed = new WeakRef(again);
    return again;
  }
}
