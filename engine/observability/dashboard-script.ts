/**
 * Script of the dashboard: reads the API every two seconds and draws what changed. What comes from the API enters
 * the page as text, never as HTML: rules are full of `<`, `&` and backticks.
 */
export const DASHBOARD_SCRIPT = `
'use strict';
const PERIOD_MS = 2000;
const PROTOCOLS = [['HTTP', 'http', 'routers', 'services'], ['TCP', 'tcp', 'tcpRouters', 'tcpServices'],
  ['UDP', 'udp', 'udpRouters', 'udpServices']];
const byId = (id) => document.getElementById(id);

/** An element with attributes; children are elements or text. */
function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat());
  return node;
}

/** Roles are written out because a table that is laid out as cards loses them. */
function table(caption, columns, rows) {
  const head = columns.map((column) => el('th', { scope: 'col', role: 'columnheader' }, column));
  const body = rows.map((cells) => el('tr', { role: 'row' }, cells.map((cell, index) => index === 0
    ? el('th', { scope: 'row', role: 'rowheader' }, cell)
    : el('td', { role: 'cell', 'data-label': columns[index] }, cell))));
  return el('table', { role: 'table' }, el('caption', {}, caption),
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, head)), el('tbody', { role: 'rowgroup' }, body));
}

const badge = (kind) => el('span', { class: 'badge ' + kind.toLowerCase() }, kind);
const muted = (text) => el('span', { class: 'muted' }, text);
const none = (what) => el('p', { class: 'muted' }, 'No ' + what);
const errorsOf = (item) => item.error
  ? [el('ul', { class: 'errors' }, item.error.map((text) => el('li', {}, text)))] : [];
const statusOf = (item) => [badge(item.status), ...errorsOf(item)];
const isInternal = (name) => name.endsWith('@internal');

/** A qualified name, which may be broken before its provider. */
const nameOf = (name) => name.split(/(?=@)/).flatMap((part, index) => index === 0 ? [part] : [el('wbr', {}), part]);

/** Entries by name, the engine's own last. */
const entriesOf = (group) => Object.entries(group || {}).sort(([a], [b]) =>
  isInternal(a) - isInternal(b) || (a < b ? -1 : 1));

function drawOverview(overview) {
  const count = ({ total, warnings, errors }) => [el('span', { class: 'number' }, String(total)),
    ...(warnings ? [' ', el('span', { class: 'badge warning' }, warnings + ' warning')] : []),
    ...(errors ? [' ', el('span', { class: 'badge disabled' }, errors + ' disabled')] : [])];
  const rows = PROTOCOLS.map(([label, key]) => [label, ...['routers', 'services', 'middlewares'].map((kind) =>
    overview[key][kind] ? count(overview[key][kind]) : muted('none'))]);
  byId('overview').replaceChildren(el('h2', {}, 'Overview'),
    table('What is configured', ['Protocol', 'Routers', 'Services', 'Middlewares'], rows));
}

function drawRouters(raw) {
  const parts = PROTOCOLS.flatMap(([label, key, group]) => {
    const entries = entriesOf(raw[group]);
    if (entries.length === 0) return [el('h3', {}, label + ' routers'), none(label + ' routers')];
    const hasRule = key !== 'udp';
    const columns = ['Router', ...(hasRule ? ['Rule', 'Priority'] : []), 'Entry points',
      ...(key === 'http' ? ['Middlewares'] : []), 'Service', 'Status'];
    const rows = entries.map(([name, router]) => [nameOf(name),
      ...(hasRule ? [[el('code', { class: 'rule' }, router.rule || ''), ...(router.tls ? [' ', tlsBadge(router.tls)] : [])],
        isInternal(name) ? muted('internal') : el('span', { class: 'number' }, router.priorityStr || '')] : []),
      (router.entryPoints || []).join(', ') || muted('none'),
      ...(key === 'http' ? [(router.middlewares || []).join(', ') || muted('none')] : []),
      el('code', {}, nameOf(router.service)), statusOf(router)]);
    return [table(el('h3', {}, label + ' routers'), columns, rows)];
  });
  byId('routers').replaceChildren(el('h2', {}, 'Routers'), ...parts);
}

const tlsBadge = (tls) => el('span', { class: 'badge' },
  'TLS' + (tls.passthrough ? ' passthrough' : tls.options && tls.options !== 'default' ? ' ' + tls.options : ''));

/** What a service is made of: name, how it takes part, and what it gets. */
function partsOf(service) {
  const { weighted, mirroring } = service;
  if (weighted) {
    const total = weighted.services.reduce((sum, part) => sum + part.weight, 0);
    return weighted.services.map(({ name, weight }) =>
      [name, 'weight ' + weight + ' (' + percent(total === 0 ? 0 : (100 * weight) / total) + ')']);
  }
  if (!mirroring) return [];
  return [[mirroring.service, 'answers'],
    ...mirroring.mirrors.map((mirror) => [mirror.name, 'gets a copy of ' + percent(mirror.percent || 0)])];
}

const percent = (value) => Number(value.toFixed(1)) + ' %';
const kindOf = (service) => ['loadBalancer', 'weighted', 'mirroring'].find((kind) => kind in service) || 'internal';
const qualified = (name, parent) => name.includes('@') ? name : name + parent.slice(parent.indexOf('@'));

function drawService(services, name, share, trail) {
  const service = services[name];
  const label = el('span', { class: 'name' }, name);
  const part = share ? [' ', el('span', { class: 'badge share' }, share)] : [];
  if (!service) return el('li', {}, label, part, ' ', el('span', { class: 'badge disabled' }, 'missing'));
  if (trail.includes(name)) return el('li', {}, label, part, ' ', el('span', { class: 'badge disabled' }, 'loop'));
  const servers = Object.entries(service.serverStatus || {}).map(([server, state]) =>
    el('li', {}, badge(state), ' ', el('code', {}, server)));
  const empty = 'loadBalancer' in service && servers.length === 0 ? [el('li', { class: 'muted' }, 'no servers')] : [];
  const children = partsOf(service).map(([child, childShare]) =>
    drawService(services, qualified(child, name), childShare, [...trail, name]));
  const below = [...servers, ...empty, ...children];
  return el('li', {}, label, part, ' ', muted(kindOf(service)), ' ', statusOf(service),
    below.length > 0 ? [el('ul', {}, below)] : []);
}

/** The services that no other service is made of; of a loop, all. */
function rootsOf(services) {
  const children = new Set();
  const reached = new Set();
  const visit = (name) => {
    if (reached.has(name) || !services[name]) return;
    reached.add(name);
    for (const [child] of partsOf(services[name])) visit(qualified(child, name));
  };
  const names = entriesOf(services).map(([name]) => name);
  for (const name of names) for (const [child] of partsOf(services[name])) children.add(qualified(child, name));
  const roots = names.filter((name) => !children.has(name));
  roots.forEach(visit);
  return [...roots, ...names.filter((name) => !reached.has(name))];
}

function drawServices(raw) {
  const parts = PROTOCOLS.flatMap(([label, , , group]) => {
    const services = raw[group] || {};
    const roots = rootsOf(services);
    return [el('h3', {}, label + ' services'), roots.length === 0 ? none(label + ' services')
      : el('ul', { class: 'tree', 'aria-label': 'Services for ' + label },
        roots.map((name) => drawService(services, name, '', [])))];
  });
  byId('services').replaceChildren(el('h2', {}, 'Services'), ...parts);
}

function drawMiddlewares(raw) {
  const rows = entriesOf(raw.middlewares).map(([name, { status, error, usedBy, ...options }]) => [nameOf(name),
    el('code', { class: 'rule' }, JSON.stringify(options)), (usedBy || []).join(', ') || muted('no router'), statusOf({ status, error })]);
  byId('middlewares').replaceChildren(el('h2', {}, 'Middlewares'), rows.length === 0 ? none('middlewares')
    : table('Middlewares for HTTP', ['Middleware', 'Options', 'Used by', 'Status'], rows));
}

function drawEntryPoints(entryPoints) {
  const rows = entryPoints.map(({ name, address }) => [name, el('code', {}, address)]);
  byId('entry-points').replaceChildren(el('h2', {}, 'Entry points'),
    table('Where the engine listens', ['Entry point', 'Address'], rows));
}

async function read(path) {
  const response = await fetch('../api/' + path, { cache: 'no-store' });
  if (!response.ok) throw new Error('/api/' + path + ' answered ' + response.status);
  return response.text();
}

const PARTS = [
  ['version', ({ Version, startDate }) => { byId('version').textContent =
    'version ' + Version + ', running since ' + new Date(startDate).toLocaleString(); }],
  ['overview', drawOverview],
  ['rawdata', (raw) => { drawRouters(raw); drawServices(raw); drawMiddlewares(raw); }],
  ['entrypoints?per_page=1000', drawEntryPoints],
];
const drawn = new Map();

function say(text) {
  if (byId('state').textContent !== text) byId('state').textContent = text;
}

/** Draws only what changed, so that reading and selecting are not disturbed. */
async function refresh() {
  try {
    const texts = await Promise.all(PARTS.map(([path]) => read(path)));
    PARTS.forEach(([path, draw], index) => {
      if (drawn.get(path) === texts[index]) return;
      draw(JSON.parse(texts[index]));
      drawn.set(path, texts[index]);
    });
    say('Live');
  } catch (error) {
    say('No answer from the engine (' + error.message + '); trying again');
  }
  setTimeout(refresh, PERIOD_MS);
}
refresh();
`;
