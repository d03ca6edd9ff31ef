// Shows the OpenAPI document. All texts become text nodes, so none of them is parsed as HTML.

const find = document.querySelector('#find');
const operations = document.querySelector('#operations');
const schemas = document.querySelector('#schemas');

function element(name, { className, ...properties } = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

const code = (text) => element('code', {}, text);
const json = (value) => element('pre', { tabIndex: 0 }, JSON.stringify(value, null, 2));

/** The name of a schema, or what it says about its values. */
function typeOf(schema = {}) {
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.join(' | ');
  if (schema.type === 'array') return `${typeOf(schema.items)}[]`;
  const range = [schema.minimum, schema.maximum].some((bound) => bound !== undefined);
  const limits = range ? ` from ${schema.minimum ?? '…'} to ${schema.maximum ?? '…'}` : '';
  return `${[schema.type ?? 'any'].flat().join(' | ')}${limits}`;
}

function table(heads, rows) {
  const cells = (name, texts) => element('tr', {}, ...texts.map((text) => element(name, {}, text)));
  const head = element('thead', {}, cells('th', heads));
  return element('table', {}, head, element('tbody', {}, ...rows.map((row) => cells('td', row))));
}

function parameters(list = []) {
  if (list.length === 0) return undefined;
  const row = ({ name, in: place, required, schema }) => [
    code(name),
    place,
    required ? 'required' : 'optional',
    typeOf(schema),
  ];
  return table(['Parameter', 'In', '', 'Type'], list.map(row));
}

function body(requestBody) {
  const schema = requestBody?.content?.['application/json']?.schema;
  if (!schema) return undefined;
  return element('p', {}, 'Body: ', schema.$ref ? code(typeOf(schema)) : json(schema));
}

function responses(all) {
  const type = ({ content = {} }) => typeOf(Object.values(content)[0]?.schema);
  const row = ([status, response]) => [status, response.description, type(response)];
  return table(['Status', 'Meaning', 'Type'], Object.entries(all).map(row));
}

function curl(path, method, operation) {
  const base = location.href.replace(/\/docs.*$/, '');
  const parts = ['curl', '--request', method.toUpperCase(), `'${base}${path}'`];
  if (operation.security?.length > 0) {
    parts.push(`--header 'authorization: Bearer '"$BAXCLOUD_API_KEY"`);
    parts.push(`--header 'x-project-id: '"$BAXCLOUD_PROJECT_ID"`);
  }
  if (operation.requestBody) parts.push("--json '{}'");
  return element('pre', { tabIndex: 0 }, parts.join(' '));
}

function show(path, method, operation) {
  const title = element(
    'summary',
    {},
    element('span', { className: 'method' }, method),
    code(path),
  );
  title.append(` ${operation.summary ?? ''}`);
  const details = element('details', { id: operation.operationId ?? '' }, title);
  const parts = [parameters(operation.parameters), body(operation.requestBody)];
  details.append(
    ...[...parts, responses(operation.responses), curl(path, method, operation)].filter(Boolean),
  );
  return details;
}

function filter() {
  const words = find.value.toLowerCase().split(/\s+/);
  for (const details of operations.children) {
    const text = details.textContent.toLowerCase();
    details.hidden = !words.every((word) => text.includes(word));
  }
}

const response = await fetch('openapi.json');
const api = await response.json();
document.querySelector('#about').textContent = `${api.info.version}. ${api.info.description}`;
const METHODS = new Set(['get', 'post', 'patch', 'put', 'delete']);
const entries = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([method]) => METHODS.has(method))
    .map(([method, operation]) => show(path, method, operation)),
);
operations.replaceChildren(...entries);
for (const [name, schema] of Object.entries(api.components.schemas)) {
  schemas.append(
    element('details', { id: name }, element('summary', {}, code(name)), json(schema)),
  );
}
find.addEventListener('input', filter);
