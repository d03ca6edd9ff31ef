import { request } from 'node:http';

/** A request with headers that `fetch` does not allow. */
export function control(emulator, method, path, { body, headers } = {}) {
  return new Promise((resolve, reject) => {
    const { port } = emulator;
    const call = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
