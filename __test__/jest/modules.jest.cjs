/* global beforeAll, afterAll, beforeEach, jest, test, expect */
const { start } = require('./server.cjs');

let server;
beforeAll(async () => {
  server = await start();
});
afterAll(() => server.stop());

async function use({ BaxCloudVerifyClient, BaxVerifyError }) {
  const client = new BaxCloudVerifyClient(server.options);
  expect(await client.getStats()).toEqual({ sent: 1 });
  const error = await client.sendOtp({ phone: '+431' }).catch((reason) => reason);
  expect(error).toBeInstanceOf(BaxVerifyError);
  expect(error).toBeInstanceOf(Error);
  return error;
}

test('after resetModules the package works, and recognises earlier errors', async () => {
  const classes = [];
  const errors = [];
  for (let round = 0; round < 20; round++) {
    const loaded = require('@baxcloud/baxverify');
    errors.push(await use(loaded));
    classes.push(loaded.BaxVerifyError);
    jest.resetModules();
  }
  expect(new Set(classes).size).toBe(20);
  for (const type of classes) for (const error of errors) expect(error).toBeInstanceOf(type);
});

test('isolateModules gives a working copy', async () => {
  const outer = require('@baxcloud/baxverify');
  let inner;
  jest.isolateModules(() => {
    inner = require('@baxcloud/baxverify');
  });
  expect(inner.BaxVerifyError).not.toBe(outer.BaxVerifyError);
  expect(await use(inner)).toBeInstanceOf(outer.BaxVerifyError);
  expect(await use(outer)).toBeInstanceOf(inner.BaxVerifyError);
  await jest.isolateModulesAsync(async () => {
    await use(require('@baxcloud/baxverify'));
  });
});

test('methods can be spied on and replaced', async () => {
  const { BaxCloudVerifyClient } = require('@baxcloud/baxverify');
  const client = new BaxCloudVerifyClient(server.options);
  const spy = jest.spyOn(client, 'sendOtp').mockResolvedValue({ expiresInSeconds: 300 });
  expect(await client.sendOtp({ phone: '+431' })).toEqual({ expiresInSeconds: 300 });
  spy.mockRestore();
  await expect(client.sendOtp({ phone: '+431' })).rejects.toMatchObject({ statusCode: 400 });
  const onPrototype = jest.spyOn(BaxCloudVerifyClient.prototype, 'getStats').mockResolvedValue({});
  expect(await client.getStats()).toEqual({});
  onPrototype.mockRestore();
  expect(await client.getStats()).toEqual({ sent: 1 });
});
