/** One metric in the Prometheus text format. */
interface Family {
  /** Its `# HELP` and `# TYPE`. */
  readonly head: string[];
  /** Value by name and labels. */
  readonly series: Map<string, number>;
}

/** What every worker does for itself and yet counts as one: putting a configuration in force. */
const NOT_ADDED = /^traefik_config_/;

/**
 * Adds up what several threads counted, each in the Prometheus text format (without timestamps). Of the configuration's
 * metrics the highest value counts, for the same change is put in force in every thread.
 */
export function combineMetrics(texts: readonly string[]): string {
  const families = new Map<string, Family>();
  for (const text of texts) addText(families, text);
  return [...families.values()]
    .map(({ head, series }) => [...head, ...[...series].map(([name, value]) => `${name} ${value}`)])
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function addText(families: Map<string, Family>, text: string): void {
  let family: Family = { head: [], series: new Map() };
  let isNew = false;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    if (line.startsWith('#')) {
      const [, kind, name = ''] = line.split(' ');
      if (kind === 'HELP' || !families.has(name)) {
        const known = families.get(name);
        family = known ?? { head: [], series: new Map() };
        isNew = !known;
        families.set(name, family);
      }
      if (isNew) family.head.push(line);
      continue;
    }
    // A label's value may hold a blank, the number does not.
    const blank = line.lastIndexOf(' ');
    const [series, value] = [line.slice(0, blank), Number(line.slice(blank + 1))];
    const before = family.series.get(series) ?? 0;
    family.series.set(series, NOT_ADDED.test(series) ? Math.max(before, value) : before + value);
  }
}
