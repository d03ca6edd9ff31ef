import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { serverFolder } from './packages.mjs';
import { restOf } from './rest.mjs';

const script = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Starts a Parse Server in a separate process that ends with the test. */
export async function startParseServer(t, { database, auth, providers, env = {}, options = {} }) {
  const { BAXCLOUD_PROJECT_ID, BAXCLOUD_API_KEY, BAXCLOUD_BASE_URL, ...inherited } = process.env;
  const child = fork(script('./server-process.cjs'), {
    cwd: serverFolder,
    env: { ...inherited, ...env },
    silent: true,
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  t.after(() => end(child));
  child.send({ folder: serverFolder, databaseURI: database.url, auth, providers, options });
  const { serverURL } = await message(child, () => output);
  return { url: serverURL, ...restOf(serverURL), log: () => output };
}

/**
 * Starts the Parse JS SDK in a separate process. In the process of a server, it would not use HTTP.
 */
export function startSdk(t, { url }) {
  const child = fork(script('./sdk-process.cjs'), { cwd: serverFolder });
  t.after(() => end(child));
  let last = 0;
  const waiting = new Map();
  child.on('message', ({ number, result, error }) => {
    const { resolve, reject } = waiting.get(number);
    waiting.delete(number);
    if (error) reject(Object.assign(new Error(error.message), { code: error.code }));
    else resolve(result);
  });
  return (action, ...args) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      child.send({ number: last, folder: serverFolder, url, action, args });
    });
}

function message(child, output) {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) =>
      reject(new Error(`The Parse Server ended with ${code}:\n${output()}`)),
    );
  });
}

function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGKILL');
  });
}
