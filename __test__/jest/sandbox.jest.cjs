/* global beforeAll, afterAll, describe, test, expect */
const { BaxCloudVerifyClient, BaxVerifyError } = require('@baxcloud/baxverify');
const { start } = require('./server.cjs');

let server;
beforeAll(async () => {
  server = await start();
});
afterAll(() => server.stop());

test('errors are of the sandbox’s own realm', async () => {
  const client = new BaxCloudVerifyClient(server.options);
  expect.assertions(6);
  try {
    await client.sendOtp({ phone: '+431' }); // line 15
  } catch (error) {
    expect(error).toBeInstanceOf(BaxVerifyError);
    expect(error).toBeInstanceOf(Error);
    expect(Object.getPrototypeOf(error.details)).toBe(Object.prototype);
    expect(error).toMatchObject({ code: 'BAXVERIFY_INVALID_PHONE', statusCode: 400 });
    expect(error.details).toEqual({ docsUrl: 'x' });
    expect(error.stack).toMatch(/sandbox\.jest\.cjs:15:/);
  }
});

test('matchers for rejections work', async () => {
  const client = new BaxCloudVerifyClient(server.options);
  await expect(client.sendOtp({ phone: '+431' })).rejects.toThrow(BaxVerifyError);
  await expect(client.sendOtp({ phone: '+431' })).rejects.toThrow('Phone number is not valid.');
  await expect(client.sendOtp({})).rejects.toMatchObject({ code: 'BAXVERIFY_INVALID_ARGUMENT' });
  expect(() => new BaxCloudVerifyClient({})).toThrow(BaxVerifyError);
});

test('answers are plain objects of the sandbox', async () => {
  const stats = await new BaxCloudVerifyClient(server.options).getStats();
  expect(stats).toStrictEqual({ sent: 1 });
  expect(Object.getPrototypeOf(stats)).toBe(Object.prototype);
});

test('aborting works with the sandbox’s AbortController', async () => {
  const client = new BaxCloudVerifyClient(server.options);
  const controller = new AbortController();
  const call = client.getStats({}, { signal: controller.signal });
  const reason = new Error('stop');
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
});
