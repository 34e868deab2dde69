/**
 * JSON that is easy to compare: each field on a line of its own, and so is each element of its arrays. The order is that
 * of the object; numbers are written as ECMAScript does, in the fewest digits that say the same number.
 */
export function linedJson(object: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${JSON.stringify(name)}: ${fieldText(value)}`);
  return `{\n${fields.join(',\n')}\n}\n`;
}

function fieldText(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  return `[\n${value.map((element) => `    ${JSON.stringify(element)}`).join(',\n')}\n  ]`;
}
