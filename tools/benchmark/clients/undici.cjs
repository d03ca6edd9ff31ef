const { Agent, request, setGlobalDispatcher } = require('./undici-version.cjs');
const { body, paths, headers, expectSuccess } = require('./request.cjs');

module.exports.create = ({ origin, protocol }) => {
  if (protocol === 'tls2') setGlobalDispatcher(new Agent({ allowH2: true }));
  async function call(path, options) {
    const response = await request(origin + path, { ...options, headers });
    expectSuccess(response.statusCode);
    return response.body.json();
  }
  return {
    send: () => call(paths.send, { method: 'POST', body: JSON.stringify(body) }),
    page: () => call(paths.page),
  };
};
