/** Calls of the REST API of a Parse Server, as any client can make them. */
export function restOf(serverURL) {
  async function call(method, path, { body, session, headers = {} } = {}) {
    const response = await fetch(serverURL + path, {
      method,
      headers: {
        'x-parse-application-id': 'app',
        'x-parse-revocable-session': '1',
        'content-type': 'application/json',
        // Parse Server destroys the connection after some errors. The next request must not use it.
        connection: 'close',
        ...(session && { 'x-parse-session-token': session }),
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    // The response to an unknown route or an invalid body is a page.
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: isJson ? JSON.parse(text) : { page: text } };
  }
  return {
    call,
    /** The request of the Flutter SDK's `loginWith`. */
    logIn: (authData, options) =>
      call('POST', '/users', { body: { authData: { baxverify: authData } }, ...options }),
    update: (userId, authData, options) =>
      call('PUT', `/users/${userId}`, { body: { authData: { baxverify: authData } }, ...options }),
    signUp: async (username, extra = {}) => {
      const body = { username, password: 'secret-password', ...extra };
      return (await call('POST', '/users', { body })).body;
    },
  };
}

export const asMaster = { 'x-parse-master-key': 'master' };
