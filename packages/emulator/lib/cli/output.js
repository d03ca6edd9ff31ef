// The output of the command line: text, or with `--json` one JSON object per line.

const { smsLine } = require('./sms-line.js');

function output({ json }, { stream = process.stdout, prefix = '' } = {}) {
  const line = (type, details) => stream.write(`${JSON.stringify({ type, ...details })}\n`);
  if (json) {
    return {
      listening: (emulator) => line('listening', details(emulator)),
      message: (message) => line('message', { message }),
      stopped: () => line('stopped'),
    };
  }
  return {
    listening: (emulator) => stream.write(greeting(emulator)),
    message: (message) => stream.write(prefix + smsLine(message)),
    stopped: () => {},
  };
}

function details({ url, host, port, projectId, apiKey, clientKey }) {
  return { url, inbox: inboxUrl(url), host, port, projectId, apiKey, clientKey };
}

const inboxUrl = (url) => url.replace(/v1$/, '');

function greeting({ url, env }) {
  const variables = Object.entries(env).map(([name, value]) => `  ${name}=${value}\n`);
  return `BaxVerify emulator listening on ${url}\nInbox: ${inboxUrl(url)}\n\n${variables.join('')}\n`;
}

module.exports = { output };
