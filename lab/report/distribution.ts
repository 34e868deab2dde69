/** How often each value occurs, in order of first appearance. */
export function tally(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** A sequence with repetitions counted: `appv1×2 appv2 appv1×4`. Cut after `most` runs. */
export function runLengths(values: readonly string[], most = 40): string {
  const runs: { value: string; length: number }[] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.value === value) last.length += 1;
    else runs.push({ value, length: 1 });
  }
  const shown = runs.slice(0, most).map(({ value, length }) => (length === 1 ? value : `${value}×${length}`));
  if (runs.length > most) shown.push(`… (${runs.length - most} more runs)`);
  return shown.join(' ');
}

/** Expected counts beside those seen, every name of either, mismatches marked. */
export function compareCounts(
  expected: ReadonlyMap<string, number>,
  seen: ReadonlyMap<string, number>,
): { readonly equal: boolean; readonly table: string } {
  const names = [...new Set([...expected.keys(), ...seen.keys()])];
  const rows = names.map((name) => {
    const [wanted, counted] = [expected.get(name) ?? 0, seen.get(name) ?? 0];
    return { name, wanted, counted, differs: wanted !== counted };
  });
  const width = Math.max(7, ...names.map((name) => name.length));
  const lines = rows.map(({ name, wanted, counted, differs }) =>
    `${name.padEnd(width)} ${String(wanted).padStart(8)} ${String(counted).padStart(8)}${differs ? '  <-' : ''}`.trimEnd(),
  );
  const header = `${''.padEnd(width)} ${'expected'.padStart(8)} ${'seen'.padStart(8)}`;
  return { equal: rows.every(({ differs }) => !differs), table: [header, ...lines].join('\n') };
}
