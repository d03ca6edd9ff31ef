import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../bin/baxverify-login.js', import.meta.url));

/** Runs the command, and resolves with what it printed and its exit code. */
export function run(...args) {
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

/** Runs the simulator, and resolves with its figures. */
export async function figuresOf(...args) {
  const { code, stdout, stderr } = await run('simulate', '--json', ...args);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** A folder that lives as long as a test, and a function that writes files there. */
export function folderOf(t) {
  const folder = mkdtempSync(join(tmpdir(), 'baxverify-login-simulate-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return (name, content) => {
    const path = join(folder, name);
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    if (content !== undefined) writeFileSync(path, text);
    return path;
  };
}
