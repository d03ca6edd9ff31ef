// What the page shows, as the fragment of its URL: `#view/conversation?q=search&project=id`.

export const VIEWS = ['inbox', 'log', 'stats', 'controls', 'requests', 'webhooks'];

/** A longer search is cut. */
export const MAX_QUERY = 500;

export const place = {
  view: 'inbox',
  /** The key of the conversation that the user chose. */
  key: '',
  /** The search. */
  query: '',
  /** The selected project. All projects if empty. */
  projectId: '',
};

const listeners = new Set();

/** Calls the listener after each change of `place`, with the previous one. */
export function onPlace(listener) {
  listeners.add(listener);
}

export function readLocation() {
  const before = { ...place };
  const [path, parameters = ''] = location.hash.slice(1).split('?', 2);
  const [view, key = ''] = path.split('/', 2);
  const values = new URLSearchParams(parameters);
  place.view = VIEWS.includes(view) ? view : 'inbox';
  place.key = place.view === 'inbox' ? decode(key) : '';
  place.query = (values.get('q') ?? '').slice(0, MAX_QUERY);
  place.projectId = values.get('project') ?? '';
  for (const listener of listeners) listener(before);
}

/** Users can edit the URL. */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Returns the link to a view or a conversation. The search and the project stay. */
export function linkTo(view, key = '', { query = place.query, projectId = place.projectId } = {}) {
  const filled = Object.entries({ q: query, project: projectId }).filter(([, value]) => value);
  const parameters = filled.length > 0 ? `?${new URLSearchParams(filled)}` : '';
  return `#${view}${key ? `/${encodeURIComponent(key)}` : ''}${parameters}`;
}

/** Goes to a view or a conversation at once. `hashchange` fires later. */
export function go(view, key, filter) {
  location.hash = linkTo(view, key, filter);
  readLocation();
}

/** Changes the search, the project or the key. The browser's history keeps one entry. */
export function setFilter({ key = place.key, ...filter }) {
  history.replaceState(null, '', linkTo(place.view, key, filter));
  readLocation();
}

addEventListener('hashchange', readLocation);
