import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { programs, cli as run } from './support/cli.mjs';
import { clientOf, emulate, PHONE } from './support/client.mjs';

const RUNS = { timeout: 30_000 };
const NODE = process.execPath;

/** The facts that a running command line prints. */
async function announced({ printed }) {
  const [, url] = await printed(/BAXCLOUD_BASE_URL=(\S+)\n/);
  const [, projectId] = await printed(/BAXCLOUD_PROJECT_ID=(\S+)\n/);
  const [, apiKey] = await printed(/BAXCLOUD_API_KEY=(\S+)\n/);
  return { url, projectId, apiKey };
}

const EXEC_SCRIPT = `
  const { BAXCLOUD_BASE_URL, BAXCLOUD_PROJECT_ID, BAXCLOUD_API_KEY } = process.env;
  fetch(BAXCLOUD_BASE_URL + '/auth/sms/send', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + BAXCLOUD_API_KEY, 'x-project-id': BAXCLOUD_PROJECT_ID },
    body: JSON.stringify({ phone: '${PHONE}' }),
  }).then((response) => {
    console.log(response.status, process.argv.slice(1).join());
    process.exitCode = 7;
  });
`;

const isWindows = process.platform === 'win32' && 'the commands are for a shell of Unix';

/** The status of a send. */
async function statusOf({ url, projectId, apiKey }) {
  const response = await fetch(`${url}/auth/sms/send`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'x-project-id': projectId },
    body: JSON.stringify({ phone: PHONE }),
  });
  await response.arrayBuffer();
  return response.status;
}

test('both programs have the same help and version', { skip: programs[1].skip }, async (t) => {
  for (const flag of ['--help', '--version']) {
    const [first, second] = programs.map((program) => run(t, [flag], { program }).ended);
    assert.deepEqual(await first, await second);
  }
});

for (const program of programs) {
  describe(`the command line ${program.name}`, { skip: program.skip }, () => {
    const cli = (t, args, options) => run(t, args, { ...options, program });

    for (const signal of ['SIGINT', 'SIGTERM']) {
      test(`runs, prints each SMS and ends with 0 on ${signal}`, RUNS, async (t) => {
        const running = cli(t, ['--port', '0', '--code-length', '8']);
        const facts = await announced(running);
        await clientOf(facts).send({ phone: PHONE, purpose: 'LOGIN\u001b[2J' });
        const [line] = await running.printed(/SMS to .*\n/);
        assert.match(line, /^SMS to \+4366412345678: .*\b\d{8}\b.* \[LOGIN\\u001b\[2J\]\n$/);
        running.child.kill(signal);
        const { code, stderr } = await running.ended;
        assert.deepEqual([code, stderr], [0, '']);
      });
    }

    test('ends with one line if the emulator cannot start', RUNS, async (t) => {
      for (const [args, code, words] of [
        [['--fault', 'status=999'], 2, /status: must be from 400 to 599/],
        [['--fault', 'error=NOPE'], 2, /error: "NOPE" is not a documented error code/],
        [['--data', join(tmpdir(), 'no-such-folder', 'a.db')], 1, /a\.db cannot be opened/],
        [['--data', tmpdir()], 1, /cannot be opened/],
        [['--host', '192.0.2.1'], 1, /Cannot listen on 192\.0\.2\.1 port 0/],
      ]) {
        const ended = await cli(t, ['--port', '0', ...args]).ended;
        assert.equal(ended.code, code, ended.stderr);
        assert.match(ended.stderr, words);
        assert.ok(ended.stderr.split('\n').length <= 3, ended.stderr);
      }
    });

    test('accepts project, key and limits as flags', RUNS, async (t) => {
      const flags = [
        '--port=0',
        '--project-id',
        'p1',
        '--api-key',
        'bax_sk_1',
        '--send-limit',
        '1',
      ];
      const running = cli(t, flags);
      const facts = await announced(running);
      assert.deepEqual([facts.projectId, facts.apiKey], ['p1', 'bax_sk_1']);
      const { send } = clientOf(facts);
      assert.equal((await send({ phone: PHONE })).status, 200);
      assert.equal((await send({ phone: PHONE })).status, 429);
    });

    test('accepts every option as an environment variable', RUNS, async (t) => {
      const env = {
        BAXVERIFY_EMULATOR_PORT: '0',
        BAXVERIFY_EMULATOR_PROJECT_ID: 'p2',
        BAXVERIFY_EMULATOR_API_KEY: 'bax_sk_2',
        BAXVERIFY_EMULATOR_CREDITS: '',
        BAXVERIFY_EMULATOR_FAULT:
          'route=send,status=503,nth=1; {"route":"send","status":504,"nth":2}',
        BAXVERIFY_EMULATOR_JSON: 'true',
        BAXVERIFY_EMULATOR_BASE_PATH: '/sms',
      };
      const running = cli(t, ['--project-id', 'p3'], { env });
      const [line] = await running.printed(/^\{.*\}\n/);
      const facts = JSON.parse(line);
      const { type, projectId, apiKey, host, port } = facts;
      assert.deepEqual(
        [type, projectId, apiKey, host],
        ['listening', 'p3', 'bax_sk_2', '127.0.0.1'],
      );
      assert.equal(facts.url, `http://127.0.0.1:${port}/sms/v1`);
      assert.equal(facts.inbox, `http://127.0.0.1:${port}/sms/`);
      const statuses = [];
      for (let n = 0; n < 3; n += 1) statuses.push(await statusOf(facts));
      assert.deepEqual(statuses, [503, 504, 200]);
      const [sms] = await running.printed(/\{"type":"message".*\}\n/);
      assert.equal(JSON.parse(sms).message.phone, PHONE);
      running.child.kill('SIGTERM');
      const { stdout } = await running.ended;
      assert.match(stdout, /\{"type":"stopped"\}\n$/);
    });

    test('a wrong variable is named, and a key is not shown', RUNS, async (t) => {
      for (const [env, words] of [
        [{ BAXVERIFY_EMULATOR_PORT: 'x' }, /BAXVERIFY_EMULATOR_PORT must be .*, got "x"/],
        [{ BAXVERIFY_EMULATOR_JSON: 'yes' }, /BAXVERIFY_EMULATOR_JSON must be true or false/],
        [{ BAXVERIFY_EMULATOR_CORS: '*' }, /BAXVERIFY_EMULATOR_CORS must be origins/],
        [{ BAXVERIFY_EMULATOR_ALLOW_HOST: 'a,b:1' }, /ALLOW_HOST must be host names/],
        [{ BAXVERIFY_EMULATOR_API_KEY: 'bax sk' }, /BAXVERIFY_EMULATOR_API_KEY must be [^"]*$/],
      ]) {
        const { code, stderr } = await cli(t, [], { env }).ended;
        assert.equal(code, 2, stderr);
        assert.match(stderr, words);
      }
    });

    test('health tells whether the emulator of the same options responds', RUNS, async (t) => {
      const running = cli(t, ['--port', '0', '--base-path', '/a/b']);
      const { url } = await announced(running);
      const flags = ['--port', new URL(url).port, '--host', '0.0.0.0', '--base-path', '/a/b'];
      assert.deepEqual(await cli(t, ['health', ...flags]).ended, {
        code: 0,
        signal: null,
        stdout: '',
        stderr: '',
      });
      running.child.kill('SIGTERM');
      await running.ended;
      const { code, stderr } = await cli(t, ['health', ...flags]).ended;
      assert.equal(code, 1);
      assert.match(stderr, /^baxverify-emulator: http:\S+\/a\/b\/healthz did not respond: .*\n$/);
    });

    test('--on-message passes each SMS to a command', { ...RUNS, skip: isWindows }, async (t) => {
      const script = 'echo "got $BAXVERIFY_PHONE $BAXVERIFY_CODE $BAXVERIFY_PROJECT_ID"; cat';
      const running = cli(t, ['--port', '0', '--project-id', 'p4', '--on-message', script]);
      await statusOf(await announced(running));
      const [, code] = await running.printed(/got \+4366412345678 (\d{6}) p4\n/);
      const [line] = await running.printed(/^\{.*\}$/m);
      assert.equal(JSON.parse(line).code, code);
    });

    test('--on-message posts each SMS to a URL', RUNS, async (t) => {
      const received = [];
      const server = createHttpServer((incoming, response) => {
        let text = '';
        incoming.on('data', (chunk) => {
          text += chunk;
        });
        incoming.on('end', () => {
          received.push([incoming.method, incoming.url, JSON.parse(text).phone]);
          response.writeHead(500).end('no');
        });
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      t.after(() => server.close());
      const target = `http://127.0.0.1:${server.address().port}/sms?key=bax_sk_canary`;
      const running = cli(t, ['--port', '0', '--on-message', target]);
      await statusOf(await announced(running));
      await running.printed(/--on-message: the URL responded with status 500\n/);
      assert.deepEqual(received, [['POST', '/sms?key=bax_sk_canary', PHONE]]);
    });

    test('--on-message does not repeat its URL', RUNS, async (t) => {
      const target = 'http://app:bax_sk_canary@127.0.0.1:1/bax_sk_canary';
      const running = cli(t, ['--port', '0', '--on-message', target]);
      await statusOf(await announced(running));
      await running.printed(/--on-message: the URL did not respond: .+\n/);
      running.child.kill('SIGTERM');
      assert.doesNotMatch((await running.ended).stderr, /canary/);
    });

    test('a slow --on-message does not delay the end', { ...RUNS, skip: isWindows }, async (t) => {
      const flags = [
        '--port',
        '0',
        '--send-limit',
        '0',
        '--on-message',
        'echo called; exec sleep 25',
      ];
      const running = cli(t, flags);
      const facts = await announced(running);
      for (let n = 0; n < 4; n += 1) await statusOf(facts);
      await running.printed(/called\n/);
      running.child.kill('SIGTERM');
      const { code, stderr } = await running.ended;
      assert.equal(code, 0);
      assert.equal(
        stderr,
        'baxverify-emulator: --on-message: stopped; left out 4 of the last messages\n',
      );
    });

    test('a port in use prints one clear line and exits with 1', RUNS, async (t) => {
      const { emulator } = await emulate(t);
      const { code, stdout, stderr } = await cli(t, ['--port', String(emulator.port)]).ended;
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, new RegExp(`^baxverify-emulator: .*${emulator.port}.*in use\\.\\n$`));
    });

    test('wrong usage prints one clear line and exits with 2', RUNS, async (t) => {
      for (const [args, words] of [
        [['--prot', '1'], /: argument 1 is not an option\. Did you mean --port\?$/m],
        [
          ['--port', '1', '--API_KEY=x'],
          /: argument 3 is not an option\. Did you mean --api-key\?$/m,
        ],
        [['helth', '--json'], /: argument 1 is not an option\. Did you mean health\?$/m],
        [['--bax_sk_canary', '1'], /: argument 1 is not an option; --help lists them$/m],
        [['--port', '1', '-x'], /: argument 3 is not an option; --help lists them$/m],
        [['exec', '--json', '--prot=1', '--', 'x'], /: argument 3 .*\. Did you mean --port\?$/m],
        [
          ['exec', 'node', 'app.js'],
          /: argument 2 is not an option; the command comes after --: .* exec \[flags\] -- <command>$/m,
        ],
        [['exec', '--port', '1', 'x', '--', 'y'], /: argument 4 .*; the command comes after --: /],
        [['--'.padEnd(50_000, 'port')], /: argument 1 is not an option; --help lists them$/m],
        [['p'.repeat(50_000)], /: argument 1 is not an option; --help lists them$/m],
        [['--json', '--port'], /: --port needs a value$/m],
        [
          ['--data', '--json'],
          /: --data needs a value; give one that starts with - as --data=-x$/m,
        ],
        [['--json=1'], /: --json takes no value$/m],
        [['--project-id', 'p'.repeat(257)], /--project-id must be .*, 256 at most, got "p{60}…"/],
        [['--port', 'x'], /--port must be an integer from 0 to 65535, got "x"/],
        [['serve'], /: argument 1 is not an option; --help lists them$/m],
        [['exec', '--port', '0'], /exec needs a command/],
      ]) {
        const { code, stderr } = await cli(t, args).ended;
        assert.equal(code, 2, stderr);
        assert.match(stderr, words);
        assert.equal(stderr.split('\n').length, 2);
      }
    });

    test('prints help and version', RUNS, async (t) => {
      const help = await cli(t, ['--help']).ended;
      assert.equal(help.code, 0);
      for (const flag of ['--port', '--max-attempts', '--proof-lifetime-seconds']) {
        assert.ok(help.stdout.includes(flag), flag);
      }
      const version = await cli(t, ['--version']).ended;
      assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
    });

    test('warns when other machines can reach it', RUNS, async (t) => {
      const running = cli(t, ['--host', '0.0.0.0', '--port', '0', '--help']);
      assert.doesNotMatch((await running.ended).stderr, /warning/);
      // No machine has an address of the documentation range, so listening fails.
      const { code, stderr } = await cli(t, ['--host', '192.0.2.1', '--port', '0']).ended;
      assert.equal(code, 1);
      assert.match(stderr, /warning: other machines may reach 192\.0\.2\.1/);
      assert.match(stderr, /does not belong to this machine/);
    });

    test('exec runs a command and ends with its exit code', RUNS, async (t) => {
      const args = ['exec', '--project-id', 'p1', '--', NODE, '-e', EXEC_SCRIPT, '--', 'a', '--b'];
      const { code, stdout, stderr } = await cli(t, args).ended;
      assert.deepEqual([code, stdout], [7, '200 a,--b\n']);
      assert.match(stderr, /^\[baxverify-emulator\] SMS to \+4366412345678: .*\d{6}.*\n$/);
    });

    test('exec of an unknown command exits with 127', RUNS, async (t) => {
      const { code, stderr } = await cli(t, ['exec', '--', 'no-such-command-here']).ended;
      assert.equal(code, 127);
      assert.equal(stderr, 'baxverify-emulator: no-such-command-here: command not found\n');
    });

    test('exec reports the end by a signal as 128 + n', RUNS, async (t) => {
      const script = "process.kill(process.pid, 'SIGKILL'); setTimeout(() => {}, 10_000)";
      const { code } = await cli(t, ['exec', '--', NODE, '-e', script]).ended;
      assert.equal(code, 137);
    });

    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      test(`exec hands ${signal} on to the command`, RUNS, async (t) => {
        const script = `
          process.on('${signal}', () => { console.log('got it'); process.exit(3); });
          console.log('ready');
          setTimeout(() => {}, 20_000);
        `;
        const running = cli(t, ['exec', '--', NODE, '-e', script]);
        await running.printed(/ready/);
        running.child.kill(signal);
        const { code, stdout } = await running.ended;
        assert.deepEqual([code, stdout], [3, 'ready\ngot it\n']);
      });
    }

    test('listens on 4229 by default, or says that the port is in use', RUNS, async (t) => {
      const blocker = createServer();
      blocker.listen(4229, '127.0.0.1');
      await Promise.race([once(blocker, 'listening'), once(blocker, 'error')]);
      t.after(() => blocker.close());
      const { code, stderr } = await cli(t, []).ended;
      assert.equal(code, 1);
      assert.match(stderr, /port 4229: the port is in use/);
    });
  });
}
