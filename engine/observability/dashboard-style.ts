/** Style of the dashboard. On narrow screens every table row becomes a card. */
export const DASHBOARD_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --panel: #fff; --text: #1b1f24; --muted: #57606a; --line: #d5dae0; --link: #0a58ca;
  --good: #116329; --good-back: #dafbe1; --fair: #7a4b00; --fair-back: #fff1c9; --bad: #a40e26; --bad-back: #ffe3e6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1318; --panel: #171c23; --text: #e4e8ee; --muted: #9aa5b1; --line: #303843; --link: #79b2ff;
    --good: #7ee2a0; --good-back: #12351f; --fair: #f2cc60; --fair-back: #3b2d07; --bad: #ffa3ad; --bad-back: #481a20;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 88rem; padding: 1rem; background: var(--page); color: var(--text);
  font: 0.95rem/1.45 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 1rem; }
header p { margin: 0; color: var(--muted); }
h1 { margin: 0; font-size: 1.4rem; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.15rem; }
h3 { margin: 1.25rem 0 0.5rem; font-size: 1rem; }
a { color: var(--link); }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin-top: 0.5rem; }
nav a { padding: 0.25rem 0; }
table { width: 100%; border-collapse: collapse; background: var(--panel); border: 1px solid var(--line); margin: 0.75rem 0; }
caption { padding: 0.25rem 0; text-align: left; font-weight: 600; }
th, td { padding: 0.4rem 0.6rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-top: 0; color: var(--muted); font-size: 0.85rem; white-space: nowrap; }
tbody th { font-weight: 600; }
td, th, code { overflow-wrap: break-word; }
.rule { overflow-wrap: anywhere; }
caption h3 { margin: 0.5rem 0 0; }
code { font: 0.9em/1.4 ui-monospace, monospace; }
.muted { color: var(--muted); }
.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
.badge { display: inline-block; padding: 0 0.45em; border-radius: 0.3em; font-size: 0.85rem; white-space: nowrap;
  color: var(--muted); border: 1px solid var(--line); }
.enabled, .up { color: var(--good); background: var(--good-back); border-color: transparent; }
.warning { color: var(--fair); background: var(--fair-back); border-color: transparent; }
.disabled, .down { color: var(--bad); background: var(--bad-back); border-color: transparent; }
ul { margin: 0; padding: 0; list-style: none; }
.errors { margin-top: 0.25rem; color: var(--bad); overflow-wrap: anywhere; }
.tree { padding: 0.75rem; background: var(--panel); border: 1px solid var(--line); }
.tree > li + li { margin-top: 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
.tree ul { margin: 0.25rem 0 0 0.4rem; padding-left: 0.9rem; border-left: 2px solid var(--line); }
.tree li { padding: 0.1rem 0; }
.tree .name { font-weight: 600; overflow-wrap: anywhere; }
.share { font-variant-numeric: tabular-nums; }
@media (max-width: 48rem) {
  body { padding: 0.75rem; }
  table, tbody, tr, td, tbody th, caption { display: block; width: 100%; }
  table { border: 0; background: none; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { margin-bottom: 0.75rem; padding: 0.4rem 0; background: var(--panel); border: 1px solid var(--line); }
  td, th, code { overflow-wrap: anywhere; }
  td, tbody th { border: 0; padding: 0.2rem 0.75rem; }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--muted); }
}
`;
