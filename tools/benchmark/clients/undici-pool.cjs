const { Pool } = require('./undici-version.cjs');
const { body, paths, headers, expectSuccess } = require('./request.cjs');

/** The number of streams that the server allows per connection. */
const streams = 1024;

module.exports.create = ({ origin, protocol }) => {
  const pool = new Pool(
    origin,
    protocol === 'tls2'
      ? { connections: 1, allowH2: true, maxConcurrentStreams: streams }
      : { connections: 64, pipelining: 1 },
  );
  async function call(path, options) {
    const response = await pool.request({ path, headers, ...options });
    expectSuccess(response.statusCode);
    return response.body.json();
  }
  return {
    send: () => call(paths.send, { method: 'POST', body: JSON.stringify(body) }),
    page: () => call(paths.page, { method: 'GET' }),
  };
};
