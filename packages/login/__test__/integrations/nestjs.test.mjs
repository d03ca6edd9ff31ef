import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fakeGuard } from '../support/guard.mjs';
import { compileReadme, librariesOf } from './support/nestjs.mjs';
import { assertNeutral, BROKE, newPhone, post, startLogin } from './support/service.mjs';

for (const major of ['11', '12']) {
  const libraries = await librariesOf(major);
  for (const platform of ['express', 'fastify']) {
    describe(`NestJS ${major} on ${platform}`, () => tests(major, libraries, platform));
  }
}

function tests(major, { nest, core, adapters, kit, login, required }, platform) {
  async function listen(t, module, { logger = false } = {}) {
    const app = await core.NestFactory.create(module, new adapters[platform](), {
      logger,
      abortOnError: false,
    });
    t.after(() => app.close());
    await app.listen(0, '127.0.0.1');
    return `http://127.0.0.1:${app.getHttpServer().address().port}`;
  }

  /** An app with a controller of plain JavaScript. */
  async function startApp(t, options, { filter = true } = {}) {
    class Controller {
      constructor(phoneLogin) {
        this.phoneLogin = phoneLogin;
      }
      send(request, response) {
        // Express needs no second argument, and Nest leaves the answer to one that is asked for.
        return this.phoneLogin.send(request, platform === 'fastify' ? response : undefined);
      }
      accept(request) {
        return this.phoneLogin.accept(request);
      }
      verify(phone) {
        return { phone };
      }
      unguarded(phone) {
        return { phone };
      }
    }
    const at = (name) => Object.getOwnPropertyDescriptor(Controller.prototype, name);
    const decorate = (name, ...decorators) => {
      for (const decorator of decorators) decorator(Controller.prototype, name, at(name));
    };
    nest.Inject(kit.PhoneLoginService)(Controller, undefined, 0);
    nest.Res({ passthrough: true })(Controller.prototype, 'send', 1);
    for (const name of ['send', 'accept']) nest.Req()(Controller.prototype, name, 0);
    for (const name of ['verify', 'unguarded']) kit.VerifiedPhone()(Controller.prototype, name, 0);
    for (const name of ['send', 'accept', 'verify', 'unguarded']) {
      decorate(name, nest.Post(name), nest.HttpCode(200));
    }
    decorate('verify', nest.UseGuards(kit.PhoneLoginGuard));
    nest.Controller()(Controller);
    class App {}
    nest.Module({
      imports: [kit.PhoneLoginModule.forRoot({ clientAddress: 'socket', ...options })],
      controllers: [Controller],
      providers: filter ? [{ provide: core.APP_FILTER, useClass: kit.PhoneLoginFilter }] : [],
    })(App);
    return listen(t, App);
  }

  for (const type of ['module', 'commonjs']) {
    test(`the README, as ${type}, logs a phone in`, async (t) => {
      const { LoginModule } = await compileReadme(major, type);
      const { emulator } = await startLogin(t);
      process.env.TEST_PROJECT_ID = emulator.projectId;
      process.env.TEST_API_KEY = emulator.apiKey;
      process.env.TEST_URL = emulator.url;
      const url = await listen(t, LoginModule);
      const phone = newPhone();
      const sent = await post(`${url}/login/send`, { phone });
      assert.deepEqual([sent.status, sent.json.phone], [200, phone]);
      const right = emulator.codeFor(phone);
      const wrong = right === '000000' ? '000001' : '000000';
      const refused = await post(`${url}/login/verify`, { phone, code: wrong });
      assert.equal(refused.status, 400);
      assert.deepEqual(refused.json, {
        error: 'wrong_code',
        message: 'That is not the code from the SMS. Try again.',
      });
      const verified = await post(`${url}/login/verify`, { phone, code: right });
      assert.deepEqual([verified.status, verified.json], [200, { user: { id: 'user-1', phone } }]);
    });
  }

  test('the guard takes a proof too, once', async (t) => {
    const { client, emulator } = await startLogin(t);
    const url = await startApp(t, { login: login.createPhoneLogin({ client }) });
    for (const route of ['verify', 'accept']) {
      const phone = newPhone();
      await client.sendOtp({ phone, purpose: 'LOGIN' });
      const { accessToken } = await client.verifyOtp({ phone, code: emulator.codeFor(phone) });
      const body = { accessToken, phone: newPhone() };
      assert.deepEqual((await post(`${url}/${route}`, body)).json, { phone });
      const again = await post(`${url}/${route}`, body);
      assert.deepEqual([again.status, again.json.error], [401, 'proof_refused']);
    }
  });

  for (const filter of [true, false]) {
    test(`Retry-After is set ${filter ? 'by the filter' : "with Nest's own filter"}`, async (t) => {
      const { client } = await startLogin(t);
      const refuse = { action: 'refuse', reason: 'slow_down', retryAfterSeconds: 41 };
      const guard = fakeGuard({ send: refuse, verify: refuse });
      const options = { login: login.createPhoneLogin({ client, guard }) };
      const url = await startApp(t, options, { filter });
      for (const route of ['send', 'verify']) {
        const body = { phone: newPhone(), code: '123456' };
        const { status, headers, json } = await post(`${url}/${route}`, body);
        assert.deepEqual([status, headers.get('retry-after')], [429, '41']);
        assert.equal(json.retryAfterSeconds, filter ? 41 : undefined);
      }
    });
  }

  test('a phone without a code is a wrong input, and nothing at all no proof', async (t) => {
    const { client } = await startLogin(t);
    const url = await startApp(t, { login: login.createPhoneLogin({ client }) });
    for (const [body, error] of [
      [{ phone: newPhone() }, 'invalid_input'],
      [{}, 'proof_refused'],
    ]) {
      assert.equal((await post(`${url}/verify`, body)).json.error, error);
    }
  });

  for (const filter of [true, false]) {
    const name = filter ? 'with the filter' : "with Nest's own filter";
    test(`${name}, nothing of the owner reaches a client`, async (t) => {
      const { client, emulator } = await startLogin(t, BROKE);
      const told = [];
      const options = {
        login: login.createPhoneLogin({ client }),
        onError: (error) => told.push(error),
      };
      const url = await startApp(t, options, { filter });
      const phone = newPhone();
      const answer = await post(`${url}/send`, { phone });
      assert.equal(answer.status, 503);
      assertNeutral(answer, { emulator, phone });
      assert.doesNotMatch(answer.text, /\.js/);
      assert.equal(told[0].cause.code, 'BAXVERIFY_INSUFFICIENT_CREDITS');
      const invalid = await post(`${url}/send`, { phone: `${phone} ${phone}` });
      assert.equal(invalid.status, 400);
      assertNeutral(invalid, { emulator, phone });
    });
  }

  test('what another site has its visitors post logs nobody in', async (t) => {
    const { client, emulator } = await startLogin(t);
    const url = await startApp(t, { login: login.createPhoneLogin({ client }) });
    const phone = newPhone();
    await post(`${url}/send`, { phone });
    const body = { phone, code: emulator.codeFor(phone) };
    const refused = await post(`${url}/verify`, body, { origin: 'https://evil.example' });
    assert.deepEqual([refused.status, refused.json.error], [403, 'origin_refused']);
    assert.equal((await post(`${url}/verify`, body, { origin: url })).status, 200);
  });

  test('@VerifiedPhone() without the guard is a fault, and gives no phone', async (t) => {
    const { client } = await startLogin(t);
    const url = await startApp(t, { login: login.createPhoneLogin({ client }) });
    const { status, json } = await post(`${url}/unguarded`, { phone: newPhone() });
    assert.equal(status, 500);
    assert.equal(json.phone, undefined);
  });

  test('hostile bodies', async (t) => {
    const { client } = await startLogin(t);
    const url = await startApp(t, { login: login.createPhoneLogin({ client }) });
    const long = 'x'.repeat(50_000);
    for (const body of [
      {},
      [],
      { phone: long, code: long },
      { phone: ['+43664'], code: { length: 6 } },
      { token: long },
    ]) {
      assert.ok([400, 401].includes((await post(`${url}/verify`, body)).status));
    }
  });

  test('wrong options end the start of the app', async (t) => {
    await assert.rejects(startApp(t, { login: {} }), {
      name: 'TypeError',
      message: /PhoneLoginModule: the option "login"/,
    });
  });

  test('CommonJS and ES modules get the same classes', () => {
    assert.deepEqual({ ...kit }, { ...required });
  });
}
