import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { programPath } from './process.mjs';

/**
 * A port whose connections are neither accepted nor refused. A stopped process with a full backlog
 * listens there.
 */
export async function startBlackHole(t) {
  const child = spawn(process.execPath, [programPath('full-backlog.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const fillers = [];
  t.after(async () => {
    for (const socket of fillers) socket.destroy();
    child.kill('SIGKILL');
    await once(child, 'close');
  });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const port = Number(line);
  child.kill('SIGSTOP');
  // Fills the backlog until a connection hangs.
  for (let full = false; !full; ) {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => {});
    fillers.push(socket);
    full = await Promise.race([
      once(socket, 'connect').then(() => false),
      new Promise((resolve) => setTimeout(resolve, 400, true)),
    ]);
    assert.ok(fillers.length < 50, 'the queue does not fill');
  }
  return port;
}
