const { shorten, shortenPath } = require('../shorten.js');

const TIMEOUT_MS = 2_000;

/** Asks the emulator that these options start, and resolves with exit code 0 if it is healthy. */
async function health({ host = '127.0.0.1', port, basePath = '' }, report) {
  const url = `http://${addressOf(host)}:${port}${basePath}/healthz`;
  const shown = shortenPath(url);
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.arrayBuffer();
    if (response.ok) return 0;
    report(`${shown} responded with status ${response.status}`);
  } catch (error) {
    report(`${shown} did not respond: ${error.cause?.code ?? shorten(error.message)}`);
  }
  return 1;
}

/** An emulator that listens on all addresses is reached by the loopback address. */
function addressOf(host) {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

module.exports = { health };
