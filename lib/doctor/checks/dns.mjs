import { execFile } from 'node:child_process';
import { isIP } from 'node:net';


/**
 * The lookup runs in a process. One that never ends would keep this process alive, because Node.js
 * waits for its threads.
 */
const PROGRAM = `
  require('node:dns').lookup(process.argv[1], { all: true }, (error, found) => {
    process.stdout.write(error ? error.code : 'FOUND ' + found.length);
  });`;

/** @returns {Promise<boolean>} whether the name can be used */
export async function checkName(report, host, source, milliseconds) {
  if (isIP(host)) {
    report.skip('dns', 'The host is an IP address.');
    return true;
  }
  const name = report.shown(host);
  const found = await lookup(host, milliseconds);
  if (found === '') {
    report.skip('dns', 'The lookup needs a process, which cannot be started.');
    return true;
  }
  if (found?.startsWith('FOUND')) {
    report.ok('dns', `${name} is found. Addresses: ${found.slice(6)}.`);
    return true;
  }
  if (found === undefined) report.problem('dns', 'DNS_TIMEOUT', { host: name });
  else report.problem('dns', 'DNS_NOT_FOUND', { host: name, source });
  return false;
}

/** @returns {Promise<string | undefined>} undefined if it does not end, empty if it does not start */
function lookup(host, timeout) {
  return new Promise((resolve) => {
    const limits = { timeout, killSignal: 'SIGKILL', maxBuffer: 1024, windowsHide: true };
    // Options of the parent, such as --inspect, are not for this process.
    const env = { ...process.env, NODE_OPTIONS: '' };
    const options = { ...limits, env };
    execFile(process.execPath, ['-e', PROGRAM, host], options, (error, stdout) => {
      resolve(error?.killed ? undefined : stdout);
    });
  }).catch(() => '');
}
