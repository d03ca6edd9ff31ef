const { body, paths, headers, deadline, expectSuccess } = require('./request.cjs');

module.exports.create = ({ origin }) => {
  async function call(path, init) {
    const signal = AbortSignal.timeout(deadline);
    const response = await fetch(origin + path, { ...init, headers, signal });
    expectSuccess(response.status);
    return response.json();
  }
  return {
    send: () => call(paths.send, { method: 'POST', body: JSON.stringify(body) }),
    page: () => call(paths.page),
  };
};
