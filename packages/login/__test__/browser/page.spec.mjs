// The login page in a real browser.

import { createRequire } from 'node:module';
import { expect, test } from './support.mjs';

const { source: axe } = createRequire(import.meta.url)('axe-core');

const PHONE = '+436641234567';

const field = (page, name) => page.getByRole('textbox', { name });
const button = (page, name) => page.getByRole('button', { name });
const alert = (page) => page.getByRole('alert').filter({ hasText: /./ });

async function askForCode(page, phone = PHONE) {
  await field(page, 'Phone number').fill(phone);
  await button(page, 'Send code').click();
  await expect(field(page, 'Code from the SMS')).toBeFocused();
}

/** What axe finds wrong. It is handed to the browser from outside, past the page's policy. */
async function faults(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

test('a phone is verified by keyboard alone, as people type it', async ({
  login,
  app,
  emulator,
}) => {
  await expect(field(login, 'Phone number')).toBeFocused();
  await login.keyboard.type('0043 (0)664 1234567');
  await login.keyboard.press('Enter');
  const code = field(login, 'Code from the SMS');
  await expect(code).toBeFocused();
  await expect(login.locator('#sent-to')).toHaveText(PHONE);
  const digits = emulator.codeFor(PHONE);
  await login.keyboard.type(`${digits.slice(0, 3)} ${digits.slice(3)}`);
  await login.keyboard.press('Tab');
  await expect(button(login, 'Log in')).toBeFocused();
  await login.keyboard.press('Enter');
  await expect(login.getByRole('heading', { name: 'Home' })).toBeVisible();
  expect(app.verified).toEqual([PHONE]);
});

for (const answer of [null, false]) {
  test.describe(`the app answers ${answer}`, () => {
    test.use({ setup: { answer } });

    test('and the user is logged in', async ({ login, emulator }) => {
      await askForCode(login);
      await field(login, 'Code from the SMS').fill(emulator.codeFor(PHONE));
      await button(login, 'Log in').click();
      await expect(login.getByRole('heading', { name: 'Home' })).toBeVisible();
    });
  });
}

test('phones know what to fill in, and which keyboard to show', async ({ login }) => {
  const phone = field(login, 'Phone number');
  await expect(phone).toHaveAttribute('type', 'tel');
  await expect(phone).toHaveAttribute('autocomplete', 'tel');
  await askForCode(login);
  const code = field(login, 'Code from the SMS');
  await expect(code).toHaveAttribute('inputmode', 'numeric');
  await expect(code).toHaveAttribute('autocomplete', 'one-time-code');
});

test('what is wrong is announced, and the field has the focus', async ({ login, emulator }) => {
  const phone = field(login, 'Phone number');
  await button(login, 'Send code').click();
  await expect(alert(login)).toHaveText('Enter your phone number.');
  await expect(phone).toBeFocused();
  await phone.fill('12');
  await button(login, 'Send code').click();
  await expect(alert(login)).toHaveText('Enter a phone number with its country code.');
  await expect(phone).toHaveAttribute('aria-invalid', 'true');
  await expect(phone).toHaveAccessibleDescription(/Enter a phone number with its country code/);
  await expect(phone).toBeFocused();

  await askForCode(login);
  await expect(alert(login)).toHaveCount(0);
  const code = field(login, 'Code from the SMS');
  await button(login, 'Log in').click();
  await expect(alert(login)).toHaveText('Enter the code from the SMS.');
  await code.fill(emulator.codeFor(PHONE) === '000000' ? '000001' : '000000');
  await button(login, 'Log in').click();
  await expect(alert(login)).toHaveText('That is not the code from the SMS. Try again.');
  await expect(code).toBeFocused();
  await code.fill(emulator.codeFor(PHONE));
  await button(login, 'Log in').click();
  await expect(login.getByRole('heading', { name: 'Home' })).toBeVisible();
});

test('the number can be changed', async ({ login }) => {
  await askForCode(login);
  await button(login, 'Change the number').click();
  await expect(field(login, 'Phone number')).toBeFocused();
  await expect(field(login, 'Phone number')).toHaveValue(PHONE);
  await askForCode(login, '+436647654321');
  await expect(login.locator('#sent-to')).toHaveText('+436647654321');
});

test('a double click sends once', async ({ login, emulator }) => {
  await field(login, 'Phone number').fill(PHONE);
  await button(login, 'Send code').dblclick();
  await expect(field(login, 'Code from the SMS')).toBeFocused();
  expect(emulator.messages()).toHaveLength(1);
});

test.describe('waits', () => {
  const guard = (decision) => ({
    checkSend: async () => decision,
    settleSend: async () => ({ resendAfterSeconds: 30 }),
    checkVerify: async () => decision,
    settleVerify: async () => {},
  });

  test.describe('between sends', () => {
    test.use({ setup: { login: { guard: guard({ action: 'allow' }) } } });

    test('are counted down, and announced at their end', async ({ page, login, emulator }) => {
      await page.clock.install();
      await login.reload();
      await askForCode(login);
      const resend = login.locator('#resend');
      await expect(resend).toHaveText('Send a new code (0:30)');
      await expect(resend).toHaveAttribute('aria-disabled', 'true');
      await resend.click({ force: true });
      await page.clock.runFor(10_000);
      await expect(resend).toHaveText('Send a new code (0:20)');
      await page.clock.runFor(20_000);
      await expect(resend).toHaveText('Send a new code');
      await expect(login.getByRole('status')).toHaveText('You can try again now.');
      expect(emulator.messages()).toHaveLength(1);
      await resend.click();
      await expect(login.getByRole('status')).toHaveText('A new code is on its way.');
      await expect(field(login, 'Code from the SMS')).toBeFocused();
      await expect(resend).toHaveText('Send a new code (0:30)');
      expect(emulator.messages()).toHaveLength(2);
    });
  });

  test.describe('of a guard that has had enough', () => {
    const refuse = { action: 'refuse', reason: 'slow_down', retryAfterSeconds: 95 };
    test.use({ setup: { login: { guard: guard(refuse) } } });

    test('hold the button back', async ({ page, login }) => {
      await page.clock.install();
      await login.reload();
      await field(login, 'Phone number').fill(PHONE);
      await button(login, 'Send code').click();
      await expect(alert(login)).toHaveText('Too many attempts. Wait a little.');
      await expect(login.locator('#send')).toHaveText('Send code (1:35)');
      let asked = 0;
      login.on('request', () => {
        asked += 1;
      });
      await field(login, 'Phone number').press('Enter');
      await page.clock.runFor(95_000);
      await expect(login.locator('#send')).toHaveText('Send code');
      expect(asked).toBe(0);
    });
  });
});

test('an SMS that may still arrive can be entered', async ({ login, app, emulator }) => {
  emulator.inject({ route: 'send', connection: 'reset', takesEffect: true });
  await askForCode(login);
  await expect(login.getByRole('status')).toHaveText(
    'The SMS may still arrive. Wait a minute for it.',
  );
  await expect(login.locator('#resend')).toHaveAttribute('aria-disabled', 'true');
  await field(login, 'Code from the SMS').fill(emulator.codeFor(PHONE));
  await button(login, 'Log in').click();
  await expect(login.getByRole('heading', { name: 'Home' })).toBeVisible();
  expect(app.verified).toEqual([PHONE]);
});

test.describe('the owner has to act', () => {
  test.use({ setup: { emulator: { credits: 0 } } });

  test('and the user reads a neutral text', async ({ login }) => {
    await field(login, 'Phone number').fill(PHONE);
    await button(login, 'Send code').click();
    await expect(alert(login)).toHaveText('Login by phone is not available now. Try again later.');
    expect((await login.content()).toLowerCase()).not.toContain('credit');
  });
});

test('without a connection it says so, and works again', async ({ login, context }) => {
  await context.setOffline(true);
  await field(login, 'Phone number').fill(PHONE);
  await button(login, 'Send code').click();
  await expect(alert(login)).toHaveText('There is no connection. Try again.');
  await context.setOffline(false);
  await askForCode(login);
});

test('the browser reads the code of an SMS by itself', async ({ page, login, app, emulator }) => {
  await page.exposeFunction('codeOfSms', () => emulator.codeFor(PHONE));
  await page.addInitScript(() => {
    globalThis.OTPCredential = class {};
    navigator.credentials.get = async ({ otp, signal }) => {
      if (otp.transport[0] !== 'sms' || signal.aborted) throw new TypeError('wrong arguments');
      return { code: await globalThis.codeOfSms() };
    };
  });
  await login.reload();
  await field(login, 'Phone number').fill(PHONE);
  await button(login, 'Send code').click();
  await expect(login.getByRole('heading', { name: 'Home' })).toBeVisible();
  expect(app.verified).toEqual([PHONE]);
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [320, 375, 1280]) {
    test(`${colorScheme} at ${width} px: nothing is cut off, and axe finds no fault`, async ({
      page,
      login,
    }, info) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 700 });
      const look = async (step) => {
        const room = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        expect(room[0]).toBe(room[1]);
        for (const target of await page.locator('button:visible, input:visible').all()) {
          const { height, width: wide } = await target.boundingBox();
          expect(Math.min(height, wide)).toBeGreaterThanOrEqual(44);
        }
        expect(await faults(page)).toEqual([]);
        const path = info.outputPath(`${colorScheme}-${width}-${step}.png`);
        await page.screenshot({ path });
        await info.attach(step, { path });
      };
      await look('phone');
      await field(login, 'Phone number').fill('12');
      await button(login, 'Send code').click();
      await expect(alert(login)).toBeVisible();
      await look('error');
      await askForCode(login);
      await look('code');
    });
  }
}

test('who wants less motion gets none', async ({ page, login }) => {
  await page.route('**/login/send', () => {});
  const animation = async (reducedMotion) => {
    await page.emulateMedia({ reducedMotion });
    return button(login, 'Send code').evaluate(
      (element) => getComputedStyle(element).animationName,
    );
  };
  await field(login, 'Phone number').fill(PHONE);
  await button(login, 'Send code').click();
  await expect(login.locator('[aria-busy="true"]')).toHaveCount(1);
  expect(await animation('no-preference')).toBe('busy');
  expect(await animation('reduce')).toBe('none');
});

test.describe('with texts of the app', () => {
  const hostile = `"'><img src=x onerror="document.title='run'"></script>`;
  test.use({
    setup: {
      page: {
        title: hostile,
        language: 'de',
        texts: { phone: 'Telefonnummer', phoneMissing: hostile },
        afterLogin: '/home?a=1&b="2"',
      },
    },
  });

  test('markup is shown and not run', async ({ login, emulator }) => {
    await expect(login.locator('h1')).toHaveText(hostile);
    await expect(login.locator('html')).toHaveAttribute('lang', 'de');
    await button(login, 'Send code').click();
    await expect(alert(login)).toHaveText(hostile);
    expect(await login.title()).toBe(hostile);
    expect(await login.locator('img').count()).toBe(0);
    await field(login, 'Telefonnummer').fill(PHONE);
    await button(login, 'Send code').click();
    await field(login, 'Code from the SMS').fill(emulator.codeFor(PHONE));
    await button(login, 'Log in').click();
    await login.waitForURL('**/home?a=1&b=%222%22');
  });
});

test('a script that got into the page would not run', async ({ page, app }) => {
  await page.goto(`${app.address}/login`);
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.hasRun = true';
    document.body.append(script);
    const outside = await fetch('http://127.0.0.1:9/').catch(() => 'blocked');
    return [globalThis.hasRun, outside];
  });
  expect(ran).toEqual([undefined, 'blocked']);
});
