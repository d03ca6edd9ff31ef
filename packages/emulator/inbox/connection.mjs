// How an application reaches the emulator: the address, the keys, and the pages of the API.

import { ROOT } from './api.mjs';
import { copies } from './clipboard.mjs';
import { $, el } from './dom.mjs';
import { replace } from './morph.mjs';
import { project, state } from './store.mjs';
import { baseUrl, variables } from './variables.mjs';

export function connectionCard() {
  return el(
    'section',
    { class: 'card', 'aria-label': 'Connection' },
    el('h3', {}, 'Connection ', el('span', { id: 'version', class: 'mono muted' })),
    el('dl', { id: 'connection', class: 'values' }),
    el('div', { id: 'connection-copy', class: 'row' }),
    el(
      'p',
      { class: 'row' },
      el('a', { href: `${ROOT}docs` }, 'API page'),
      el('a', { href: `${ROOT}openapi.json` }, 'OpenAPI document'),
    ),
  );
}

export function drawConnectionCard() {
  const { projectId = '', apiKeys = [] } = project() ?? {};
  const keys = apiKeys.map(({ key }) => [
    key.startsWith('bax_pk_') ? 'Client key' : 'Server key',
    key,
  ]);
  $('version').textContent = state.version;
  replace(
    $('connection'),
    [['Base URL', baseUrl], ['Project', projectId], ...keys].map(([name, value]) => [
      el('dt', {}, name),
      el(
        'dd',
        {},
        el('code', {}, value),
        el('button', { ...copies(value, name), 'aria-label': `Copy ${name}: ${value}` }, 'Copy'),
      ),
    ]),
  );
  replace(
    $('connection-copy'),
    el('button', copies(variables(), 'Variables'), 'Copy as environment variables'),
  );
}
