import type { HeadStory } from './story.ts';

/** What differs between two heads of a request, a line each. */
export function headChanges(before: HeadStory, after: HeadStory): string[] {
  const lines = (head: HeadStory) => head.headers.map(([name, value]) => `${name}: ${value}`);
  const [old, now] = [lines(before), lines(after)];
  return [
    ...(before.target === after.target ? [] : [`${before.target} becomes ${after.target}`]),
    ...(before.host === after.host ? [] : [`Host: ${before.host} becomes Host: ${after.host}`]),
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
}
