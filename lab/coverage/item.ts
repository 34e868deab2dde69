/** What manifests can have that a scenario puts to use, as reports name it. */
export const KINDS = {
  router: 'routers',
  branch: 'rule branches',
  service: 'services',
  middleware: 'middlewares',
  tlsOptions: 'TLS options',
} as const;

export type ItemKind = keyof typeof KINDS;

/** One thing that a manifest file has to be covered. */
export interface CoverageItem {
  /** The same in every scenario: kind, file, object and place in the object. */
  readonly key: string;
  readonly kind: ItemKind;
  /** A rule, a matcher, or a qualified name. */
  readonly name: string;
  /** The object it is written in: `IngressRoute shop/web`. */
  readonly object: string;
  /** From the working directory. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** What one scenario met and put to use. */
export interface ScenarioRecord {
  readonly scenario: string;
  readonly items: readonly CoverageItem[];
  /** How often each was used, by key; also of things whose text the scenario had changed. */
  readonly hits: Readonly<Record<string, number>>;
}
