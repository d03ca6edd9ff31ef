import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const folder = fileURLToPath(new URL('.', import.meta.url));
const program = join(
  process.env.CARGO_TARGET_DIR ?? join(folder, 'server/target'),
  'release',
  process.platform === 'win32' ? 'baxverify-bench.exe' : 'baxverify-bench',
);
const answerLimitMs = 60_000;

/** Variables that the shell may have set, and that must not affect a client. */
const unwanted =
  /^(SSL_CERT_|NODE_OPTIONS$|NODE_EXTRA_CA_CERTS$|BAXCLOUD_|(https?|all|no)_proxy$)/i;
const clean = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !unwanted.test(name)),
);

/** A process that responds to each line of JSON with a line of JSON. */
class Conversation {
  #child;
  #lines;
  #complaint = '';

  constructor(command, args, env = {}) {
    this.#child = spawn(command, args, { cwd: folder, env: { ...clean, ...env } });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#child.stderr.on('data', (data) => {
      this.#complaint = (this.#complaint + data).slice(0, 1000);
    });
    this.#child.stdin.on('error', () => {});
  }

  async read() {
    const timer = setTimeout(() => this.#child.kill(), answerLimitMs);
    const { value } = await this.#lines.next();
    clearTimeout(timer);
    if (value === undefined) {
      throw new Error(`${this.#child.spawnargs.join(' ')} gave no answer\n${this.#complaint}`);
    }
    return JSON.parse(value);
  }

  ask(question) {
    this.#child.stdin.write(`${JSON.stringify(question)}\n`);
    return this.read();
  }

  async end() {
    const exited = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.stdin.end();
    await exited;
  }
}

/** The server and the client processes. */
export class Bench {
  #scratch = mkdtempSync(join(tmpdir(), 'baxverify-bench-'));
  #server = new Conversation(program, ['serve', this.#scratch]);
  #ports;
  #program;

  constructor(program) {
    this.#program = program;
  }

  /** @param {string} [program] the Node.js that runs the clients */
  static async start(program = process.execPath) {
    const bench = new Bench(program);
    bench.#ports = await bench.#server.read();
    return bench;
  }

  /**
   * Starts a process that runs rounds with one client. For the SDK, `root` is the folder of the
   * package.
   */
  async worker(client, protocol, root = join(folder, '../..')) {
    const worker =
      client === 'hyper'
        ? new Conversation(program, [
            'load',
            protocol,
            String(this.#ports[protocol]),
            this.#ports.authority,
          ])
        : this.#node(['worker.mjs', client, protocol, this.#origin(protocol)], {
            BENCHMARK_SDK: root,
          });
    await worker.read();
    return worker;
  }

  /** Runs one task in a new process, and returns its report. */
  async once(task, client, protocol) {
    const child = this.#node(['once.cjs', task, client, protocol, this.#origin(protocol)]);
    const result = await child.read();
    await child.end();
    return result;
  }

  /** The number of responses that the server sent between two times, in microseconds. */
  answered(from, to) {
    return this.#server.ask({ from, to });
  }

  async stop() {
    await this.#server.end();
    rmSync(this.#scratch, { recursive: true });
  }

  #node(args, env = {}) {
    return new Conversation(this.#program, args, {
      ...env,
      NODE_EXTRA_CA_CERTS: this.#ports.authority,
    });
  }

  #origin(protocol) {
    return `${protocol === 'plain' ? 'http' : 'https'}://127.0.0.1:${this.#ports[protocol]}`;
  }
}
