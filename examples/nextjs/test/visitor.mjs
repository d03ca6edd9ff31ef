// Acts as a browser without scripts, or as an app. It keeps cookies, fills in forms, and has its
// own address.

let visitors = 0;

export function visitor(url) {
  visitors += 1;
  const jar = new Map();
  let address = `198.51.${visitors >> 8}.${visitors & 255}`;

  async function call(path, init = {}) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url + path, {
      redirect: 'manual',
      ...init,
      headers: { cookie, 'x-forwarded-for': address, ...init.headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  async function json(path, init) {
    const response = await call(path, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('application/json');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : { text },
    };
  }

  return {
    jar,
    get: (path) => json(path),
    post: (path, body, headers) =>
      json(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    comesFrom(chain) {
      address = chain;
    },

    /** Opens a page and follows redirects. Returns the final address and the HTML. */
    async open(path) {
      const response = await call(path);
      const next = response.headers.get('location');
      if (next) return this.open(pathOf(next));
      return { path, html: await response.text() };
    },

    /** Posts the page's form with its hidden fields, as a browser does without scripts. */
    async submit({ path, html }, fields, origin = url) {
      const form = new FormData();
      for (const [tag] of html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
        const [, name] = /name="([^"]*)"/.exec(tag) ?? [];
        form.set(name, /value="([^"]*)"/.exec(tag)?.[1] ?? '');
      }
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      const response = await call(path, { method: 'POST', body: form, headers: { origin } });
      const next = response.headers.get('location');
      if (!next) return { path, status: response.status, html: await response.text() };
      return this.open(pathOf(next));
    },
  };

  function pathOf(location) {
    const { pathname, search } = new URL(location, url);
    return pathname + search;
  }
}
