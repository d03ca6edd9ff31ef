const http = require('node:http');

/** A small server for the Jest tests. */
async function start() {
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      response.statusCode = request.url.endsWith('/stats') ? 200 : 400;
      response.end(
        request.url.endsWith('/stats')
          ? '{"sent":1}'
          : '{"success":false,"error":{"code":"BAXVERIFY_INVALID_PHONE","message":"Phone number is not valid.","details":{"docsUrl":"x"}}}',
      );
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const options = {
    projectId: 'p',
    apiKey: 'k',
    baseUrl: `http://127.0.0.1:${server.address().port}/v1`,
    maxRetries: 0,
  };
  const stop = () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    return closed;
  };
  return { options, stop };
}

module.exports = { start };
