import { escaped } from './escaped.ts';

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#ddd, #444); --quiet: light-dark(#666, #aaa); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .1rem .8rem .1rem 0; }
.number { text-align: right; white-space: nowrap; } td.number { color: var(--quiet); font-variant-numeric: tabular-nums; }
summary { cursor: pointer; font-weight: 600; } details { margin: 1rem 0; }
small { color: var(--quiet); }
`;

/** One page of HTML that needs nothing else. @param body HTML @param style CSS beside that of every page */
export function htmlPage(title: string, body: string, style = ''): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${STYLE}${style.trimStart()}</style>
<h1>${escaped(title)}</h1>
${body.trim()}
</html>
`;
}
