// Requests to the control API and the service API.

/** The emulator's address. It may have a path. */
export const ROOT = new URL('..', import.meta.url).href;

/** A request without a response by then has failed. */
const TIMEOUT_MS = 20_000;

async function call(method, path, body, headers = {}) {
  const response = await fetch(`${ROOT}${path}`, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const answer = await response.json().catch(() => undefined);
  if (!response.ok || answer === undefined) {
    throw new Error(answer?.error?.message ?? `The emulator responded with ${response.status}.`);
  }
  return answer;
}

/** Returns a query string of the parameters that are not empty. */
function query(parameters) {
  const filled = Object.entries(parameters).filter(([, value]) => value !== '' && value != null);
  return filled.length > 0 ? `?${new URLSearchParams(filled)}` : '';
}

/** The emulator gives at most this many items at once. */
export const MAX_PAGE = 1_000;

/** Returns `{ messages, total, next }`, newest first. `next` is the `before` of the next page. */
export const messages = (parameters) => call('GET', `emulator/messages${query(parameters)}`);

/** Returns the newest messages as one page of at most `count`. */
export async function newestMessages(count) {
  const page = await messages({ limit: MAX_PAGE });

  while (page.next !== undefined && page.messages.length < count) {
    const { messages: older, next } = await messages({ limit: MAX_PAGE, before: page.next });
    page.messages.push(...older);
    page.next = next;
  }
  return page;
}

export const projects = () => call('GET', 'emulator/projects');
/** Returns `{ clock, projects }`: the emulator's clock, and those of the projects by id. */
export const clocks = () => call('GET', 'emulator/clocks');
export const faults = () => call('GET', 'emulator/faults');
/** Returns `{ requests, counts, dropped, next }`, newest first. */
export const requests = (parameters) => call('GET', `emulator/requests${query(parameters)}`);
/** Returns `{ deliveries }`, newest first. */
export const webhooks = (parameters) => call('GET', `emulator/webhooks${query(parameters)}`);
export const redeliver = (id) =>
  call('POST', `emulator/webhooks/${encodeURIComponent(id)}/redeliver`);
export const health = () => call('GET', 'healthz');
export const stats = (days, projectId) =>
  call('GET', `emulator/stats${query({ days, projectId })}`);

/** `change` has a time span or `frozen`. */
export const changeClock = (projectId, change) =>
  call('POST', 'emulator/clock', projectId ? { ...change, projectId } : change);
/** Changes a project. One that is gone stays gone. */
export const update = (change) => call('PATCH', 'emulator/project?create=false', change);
export const inject = (rule) => call('POST', 'emulator/faults', rule);
export const endFault = (id) => call('DELETE', `emulator/faults/${encodeURIComponent(id)}`);
export const endFaults = () => call('DELETE', 'emulator/faults');
/** Deletes the messages that `search` and `projectId` select. Returns their number. */
export const deleteFound = async (parameters) =>
  (await call('DELETE', `emulator/messages${query(parameters)}`)).deleted;

/** The ids of a request are in its URL. */
const MAX_IDS = 100;

/** Deletes the messages with these ids. Returns their number. */
export async function deleteMessages(ids) {
  let deleted = 0;
  for (let at = 0; at < ids.length; at += MAX_IDS) {
    deleted += await deleteFound({ ids: ids.slice(at, at + MAX_IDS).join(',') });
  }
  return deleted;
}

export const clearRequests = (projectId) =>
  call('DELETE', `emulator/requests${query({ projectId })}`);
export const reset = () => call('POST', 'emulator/reset');

/** Sends a code as a client does, with a key of the project. */
export function send({ projectId, apiKeys }, phone) {
  const key = apiKeys[0]?.key ?? '';
  const headers = { authorization: `Bearer ${key}`, 'x-project-id': projectId };
  return call('POST', 'v1/auth/sms/send', { phone, purpose: 'LOGIN' }, headers);
}
