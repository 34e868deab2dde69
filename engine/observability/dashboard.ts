import { createHash } from 'node:crypto';
import { errorAnswer } from '../middlewares/answers.ts';
import type { ImmediateResponse } from '../middlewares/message.ts';
import { DASHBOARD_SCRIPT } from './dashboard-script.ts';
import { DASHBOARD_STYLE } from './dashboard-style.ts';

const LOCATION = '/dashboard/';

/** The whole page: it loads nothing but the API. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>ingress-lab dashboard</title>
<link rel="icon" href="data:,">
<style>${DASHBOARD_STYLE}</style>
</head>
<body>
<header>
<h1>ingress-lab</h1>
<p id="version"></p>
<p id="state" role="status">Loading</p>
</header>
<nav aria-label="Sections">
<a href="#overview">Overview</a> <a href="#routers">Routers</a> <a href="#services">Services</a> <a href="#middlewares">Middlewares</a> <a href="#entry-points">Entry points</a>
</nav>
<main>
<section id="overview"></section>
<section id="routers"></section>
<section id="services"></section>
<section id="middlewares"></section>
<section id="entry-points"></section>
</main>
<noscript><p>The dashboard needs JavaScript. The same data is at <a href="../api/rawdata">/api/rawdata</a>.</p></noscript>
<script>${DASHBOARD_SCRIPT}</script>
</body>
</html>
`;

const SECURITY_POLICY = [
  "default-src 'none'",
  `style-src '${digest(DASHBOARD_STYLE)}'`,
  `script-src '${digest(DASHBOARD_SCRIPT)}'`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Answers a GET: the dashboard at `/dashboard/`, a redirect to it at `/` and `/dashboard` (Traefik: operations/dashboard). */
export function dashboard(target: string): ImmediateResponse {
  const path = target.replace(/\?.*$/s, '');
  if (path === '/' || `${path}/` === LOCATION) {
    return {
      status: 302,
      headers: [
        ['Location', LOCATION],
        ['Content-Type', 'text/html; charset=utf-8'],
      ],
      body: `<a href="${LOCATION}">Found</a>.\n\n`,
    };
  }
  if (path !== LOCATION) return errorAnswer(404, '404 page not found');
  return {
    status: 200,
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Content-Security-Policy', SECURITY_POLICY],
      ['X-Content-Type-Options', 'nosniff'],
      ['Cache-Control', 'no-cache'],
    ],
    body: PAGE,
  };
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
