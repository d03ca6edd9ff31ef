import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { JSON_TYPE, KINDS, serve } from './support/handlers.mjs';
import { clientOf, login as kit, newPhone } from './support/service.mjs';

/** Runs `work`, and answers all that it wrote to the console. */
async function consoleOf(work) {
  const written = [];
  const kept = {};
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace']) {
    kept[name] = console[name];
    console[name] = (...args) =>
      written.push(
        args
          .map((arg) =>
            typeof arg === 'string' ? arg : inspect(arg, { depth: 20, showHidden: true }),
          )
          .join(' '),
      );
  }
  try {
    await work();
  } finally {
    Object.assign(console, kept);
  }
  return written.join('\n');
}

describe('secrets', () => {
  for (const [kind, open] of Object.entries(KINDS)) {
    test(`reach neither the client nor the log that comes by default: ${kind}`, async (t) => {
      const emulator = await startEmulator({ sendLimit: 0 });
      t.after(() => emulator.stop());
      const client = clientOf(emulator);
      const tokens = [];
      const spy = {
        toJSON: () => client.toJSON(),
        sendOtp: (...args) => client.sendOtp(...args),
        verifyOtp: async (...args) => {
          const result = await client.verifyOtp(...args);
          tokens.push(result.accessToken);
          return result;
        },
        validateVerificationToken: (...args) => client.validateVerificationToken(...args),
      };
      const { call } = await open(t, {
        login: kit.createPhoneLogin({ client: spy }),
        onVerified: ({ phone }) => {
          throw new Error(`The database is down, and so is ${phone.length}.`);
        },
      });
      const answers = [];
      const post = async (path, body) => {
        const response = await call(path, { headers: JSON_TYPE, body: JSON.stringify(body) });
        answers.push(await response.text(), inspect([...response.headers]));
        return response.status;
      };
      const phones = [];
      const codes = [];
      const log = await consoleOf(async () => {
        for (const code of [
          'INSUFFICIENT_CREDITS',
          'API_KEY_PROJECT_MISMATCH',
          'SMS_SEND_FAILED',
          'FEATURE_DISABLED',
          'INVALID_PHONE',
          'RATE_LIMIT',
        ]) {
          for (const route of ['send', 'verify']) {
            const phone = newPhone();
            phones.push(phone);
            const rule = emulator.inject({ route, phone, error: `BAXVERIFY_${code}` });
            await post('/login/send', { phone });
            await post('/login/verify', { phone, code: '918273' });
            rule.remove();
          }
        }
        codes.push('918273');
        for (const route of ['validate-token', undefined]) {
          const phone = newPhone();
          phones.push(phone);
          await post('/login/send', { phone });
          codes.push(emulator.codeFor(phone));
          const rule =
            route && emulator.inject({ route, phone, connection: 'reset', takesEffect: true });
          assert.ok((await post('/login/verify', { phone, code: emulator.codeFor(phone) })) >= 500);
          rule?.remove();
        }
        for (const token of tokens) await post('/login/proof', { token });
        emulator.updateProject({ active: false });
        await post('/login/proof', { token: tokens[0] });
      });
      assert.match(log, /BAXVERIFY_INSUFFICIENT_CREDITS/);
      assert.match(log, /BAXVERIFY_PROJECT_INACTIVE/);
      assert.match(log, /The database is down/);
      assert.equal(tokens.length, 2);
      for (const secret of [...phones, ...codes, ...tokens, emulator.apiKey]) {
        assert.ok(!log.includes(secret), `in the log: ${secret}`);
      }
      const told = answers.join('\n');
      // A client gets its own number back, in E.164.
      for (const secret of [
        ...codes,
        ...tokens,
        emulator.apiKey,
        emulator.projectId,
        'Insufficient',
        'API key',
        'helpUrl',
        'BAXVERIFY',
        'database',
      ]) {
        assert.ok(!told.includes(secret), `told: ${secret}`);
      }
    });
  }

  test('stay out of what a framework prints of an error', async (t) => {
    const emulator = await startEmulator();
    t.after(() => emulator.stop());
    const { send } = kit.createPhoneLogin({ client: clientOf(emulator) });
    emulator.inject({ route: 'send', error: 'BAXVERIFY_INSUFFICIENT_CREDITS' });
    // What default error handlers do: the status, the headers and the message of the error; in
    // development its stack.
    const { url } = await serve(t, async (_req, res) => {
      try {
        await send({ phone: newPhone() });
      } catch (error) {
        res.writeHead(error.statusCode ?? error.status, error.headers);
        res.end(
          `${error.message} ${error.stack} ${inspect(error, { depth: 9 })} ${JSON.stringify({ ...error, error })}`,
        );
      }
    });
    const response = await fetch(url);
    assert.equal(response.status, 503);
    assert.doesNotMatch(await response.text(), /credit|BAXVERIFY_|dashboard|help|proj_/i);
  });
});
