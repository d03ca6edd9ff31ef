// What the command line prints: lines for people, or one JSON object a line with `--json`.

const { smsLine } = require('./sms.js');

function output({ json }, { stream = process.stdout, prefix = '' } = {}) {
  const line = (type, facts) => stream.write(`${JSON.stringify({ type, ...facts })}\n`);
  if (json) {
    return {
      listening: (emulator) => line('listening', facts(emulator)),
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

function facts({ url, host, port, projectId, apiKey, clientKey }) {
  return { url, inbox: inboxOf(url), host, port, projectId, apiKey, clientKey };
}

const inboxOf = (url) => url.replace(/v1$/, '');

function greeting({ url, env }) {
  const variables = Object.entries(env).map(([name, value]) => `  ${name}=${value}\n`);
  return `BaxVerify emulator listening on ${url}\nInbox: ${inboxOf(url)}\n\n${variables.join('')}\n`;
}

module.exports = { output };
