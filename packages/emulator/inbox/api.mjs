// Requests to the control API and the service API.

async function call(method, path, body, headers = {}) {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error?.message ?? `status ${response.status}`);
  return answer;
}

/** The page shows at most this many messages. The emulator may keep more. */
export const MAX_MESSAGES = 5_000;

/** The newest messages, in pages of 1,000, and how many there are. */
export async function messages() {
  const first = await call('GET', '/emulator/messages?limit=1000');
  const found = first.messages;
  for (let { next } = first; next !== undefined && found.length < MAX_MESSAGES; ) {
    const page = await call('GET', `/emulator/messages?limit=1000&before=${next}`);
    found.push(...page.messages);
    ({ next } = page);
  }
  return { messages: found, total: first.total };
}
export const projects = () => call('GET', '/emulator/projects');
export const clock = () => call('GET', '/emulator/clock');
export const faults = () => call('GET', '/emulator/faults');
export const stats = (days, projectId) =>
  call(
    'GET',
    `/emulator/stats?days=${days}${projectId ? `&projectId=${encodeURIComponent(projectId)}` : ''}`,
  );

export const advance = (by) => call('POST', '/emulator/clock', by);
export const update = (change) => call('PATCH', '/emulator/project', change);
export const inject = (rule) => call('POST', '/emulator/faults', rule);
export const endFault = (id) => call('DELETE', `/emulator/faults/${encodeURIComponent(id)}`);
export const endFaults = () => call('DELETE', '/emulator/faults');
export const reset = () => call('POST', '/emulator/reset');

/** Sends a code as a client does, with a key of the project. */
export function send({ projectId, apiKeys }, phone) {
  const key = apiKeys[0]?.key ?? '';
  const headers = { authorization: `Bearer ${key}`, 'x-project-id': projectId };
  return call('POST', '/v1/auth/sms/send', { phone, purpose: 'LOGIN' }, headers);
}
