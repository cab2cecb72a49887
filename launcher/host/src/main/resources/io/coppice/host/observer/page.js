// The node as it is, and what happens in it. All text is set as text: names may be anybody's.

const MOST_EVENTS = 50;
const MOST_CRASHES = 10;
const EVERY_MS = 5000;

const byId = id => document.getElementById(id);
const states = new Map();
let asked = false;
let again = false;

function element(name, text, ...classes) {
  const made = document.createElement(name);
  made.textContent = text;
  made.classList.add(...classes.filter(Boolean));
  return made;
}

async function json(path) {
  const answer = await fetch(path);
  const body = await answer.json();
  if (!answer.ok) {
    throw new Error(body.error || answer.status);
  }
  return body;
}

function elapsed(ms) {
  if (ms === undefined) {
    return '';
  }
  const s = Math.floor(ms / 1000);
  if (s < 60) {
    return s + ' s';
  }
  return s < 3600 ? Math.floor(s / 60) + ' min' : s < 86400 ? Math.floor(s / 3600) + ' h' : Math.floor(s / 86400) + ' d';
}

const time = at => element('time', new Date(at).toLocaleTimeString());

function urlOf(path) {
  return '/api/children' + path.split('/').map(encodeURIComponent).join('/');
}

async function act(path, action) {
  const answer = await fetch(urlOf(path) + '/' + action, {
    method: 'POST',
    headers: {Authorization: 'Bearer ' + byId('token').value}
  });
  const body = await answer.json();
  byId('refusal').textContent = answer.ok ? '' : path + ': ' + body.error;
  refresh();
}

function button(path, action) {
  const made = element('button', action);
  made.type = 'button';
  made.addEventListener('click', () => act(path, action).catch(failed));
  return made;
}

function rows(node, branch, trunk, into) {
  const key = node.state + ' ' + node.restarts;
  const isNew = states.has(node.path) && states.get(node.path) !== key;
  states.set(node.path, key);
  const row = element('tr', '', isNew && 'changed');
  const name = element('td', '', 'child');
  name.append(element('span', branch, 'branch'), node.id);
  name.title = node.path;
  const state = element('td', node.state, node.state);
  state.title = node.reason || '';
  row.append(name, state, element('td', elapsed(node.uptime_ms), 'number'),
    element('td', node.restarts || '', 'number'), element('td', node.start));
  const actions = element('td', '');
  if (byId('token').value && node.path !== '/') {
    for (const action of node.state === 'running' ? ['restart', 'stop', 'kill'] : ['start']) {
      actions.append(button(node.path, action), ' ');
    }
  }
  row.append(actions);
  into.push(row);
  const children = node.children || [];
  const hidden = (node.child_count || 0) - children.length;
  children.forEach((child, i) => {
    const last = i === children.length - 1 && hidden <= 0;
    rows(child, trunk + (last ? '└─ ' : '├─ '), trunk + (last ? '   ' : '│  '), into);
  });
  if (hidden > 0) {
    const more = element('tr', '');
    more.append(element('td', trunk + '└─ … ' + hidden + ' more', 'branch'));
    into.push(more);
  }
}

function crash(one) {
  const item = element('li', '');
  item.append(time(one.at), ' ', element('strong', one.path), ' ' + one.outcome.replaceAll('_', ' ') + ': ' + one.reason);
  return item;
}

function node(one) {
  return element('li', one.node + (one.address ? ' at ' + one.address : '') + (one.self ? ', this one' : ''));
}

/** One at a time: what happens meanwhile is one more. */
async function refresh() {
  if (asked) {
    again = true;
    return;
  }
  asked = true;
  try {
    const [tree, crashes, nodes] =
      await Promise.all([json('/api/tree'), json('/api/crashes?limit=' + MOST_CRASHES), json('/api/nodes')]);
    const table = [];
    rows(tree, '', '', table);
    byId('tree').replaceChildren(...table);
    byId('crashes').replaceChildren(...(crashes.crashes.length ? crashes.crashes.map(crash) : [element('li', 'none')]));
    const self = nodes.nodes.find(one => one.self)?.node ?? '?';
    byId('nodes').replaceChildren(...nodes.nodes.map(node));
    byId('node').textContent = 'node ' + self + ', up ' + elapsed(tree.uptime_ms)
      + (nodes.majority ? '' : '; these are not the majority of the nodes that the configuration names');
    document.title = 'Coppice: ' + self;
  } catch (e) {
    failed(e);
  } finally {
    asked = false;
    if (again) {
      again = false;
      setTimeout(refresh, 200);
    }
  }
}

function failed(e) {
  byId('node').textContent = 'the node does not answer: ' + e.message;
}

function tell(text, at, kind) {
  const item = element('li', '', kind);
  item.append(at ? time(at) : '', ' ', text);
  byId('events').prepend(item);
  while (byId('events').children.length > MOST_EVENTS) {
    byId('events').lastChild.remove();
  }
}

function listen() {
  const stream = new EventSource('/api/events?recent=20');
  stream.addEventListener('supervisor', message => {
    const event = JSON.parse(message.data);
    const bad = ['crashed', 'gave_up', 'start_failed', 'parked', 'abandoned', 'blocked'].includes(event.event);
    tell(event.path + ' ' + event.event.replaceAll('_', ' ') + (bad ? ': ' + event.reason : ''), event.at, bad && 'crashed');
    refresh();
  });
  stream.addEventListener('kv', message => {
    const event = JSON.parse(message.data);
    tell('bucket ' + event.bucket + ': ' + event.event);
  });
  stream.addEventListener('lost', message => {
    const event = JSON.parse(message.data);
    tell((event.count === null ? 'events' : event.count + ' events') + ' lost');
  });
}

byId('unlock').addEventListener('submit', event => event.preventDefault());
byId('token').addEventListener('input', refresh);
refresh();
setInterval(refresh, EVERY_MS);
listen();
