// eachLog and allLogs: the delivery log over many pages, while it changes.

import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import fc from 'fast-check';
import { assertError, clientOf, rejection } from '../support/client.mjs';
import { assertNoneTwice, collect, ids, LogService, message, time } from './service.mjs';

describe('eachLog', () => {
  for (const [count, pageSize, pages] of [
    [0, 10, [1]],
    [3, 10, [1]],
    [10, 10, [1, 2]],
    [25, 10, [1, 2, 3]],
  ]) {
    test(`returns ${count} entries in pages of ${pageSize}`, async (t) => {
      const service = await LogService.start(t, count);
      const found = await collect(service.client.eachLog({ pageSize }));
      assert.deepEqual(found, service.log);
      assert.deepEqual(service.pages, pages);
    });
  }

  test('asks for 100 entries and passes the filters on', async (t) => {
    const service = await LogService.start(t, 1);
    const query = { phone: '+431', status: 'SENT', since: 0 };
    assert.equal((await collect(service.client.eachLog(query))).length, 1);
    assert.equal(
      service.server.last.path,
      '/v1/auth/sms/logs?phone=%2B431&status=SENT&page=1&limit=100',
    );
  });

  test('reads a page only when it is needed, and none after break', async (t) => {
    const service = await LogService.start(t, 30);
    const iterator = service.client.eachLog({ pageSize: 10 });
    assert.deepEqual(service.pages, []);
    for (let left = 10; left > 0; left--) await iterator.next();
    assert.deepEqual(service.pages, [1]);
    for await (const { id } of iterator) {
      assert.equal(id, 'm19');
      break;
    }
    assert.deepEqual(await iterator.next(), { done: true, value: undefined });
    assert.deepEqual(service.pages, [1, 2]);
  });

  test('handles calls of next at the same time', async (t) => {
    const service = await LogService.start(t, 5);
    const iterator = service.client.eachLog({ pageSize: 2 });
    const found = await Promise.all(Array.from({ length: 7 }, () => iterator.next()));
    assert.deepEqual(
      found.map(({ value }) => value?.id),
      ['m4', 'm3', 'm2', 'm1', 'm0', undefined, undefined],
    );
  });

  for (const each of [1, 3, 10, 17, 45]) {
    test(`returns no entry twice and loses none while ${each} arrive per page`, async (t) => {
      const service = await LogService.start(t, 60);
      const atStart = service.existing;
      service.before = (_, reads) => reads > 1 && reads < 20 && service.add(each);
      const found = ids(await collect(service.client.eachLog({ pageSize: 10 })));
      assertNoneTwice(found);
      assert.deepEqual(
        found.filter((id) => atStart.includes(id)),
        atStart,
      );
    });
  }

  test('skips what it knows after a long pause', async (t) => {
    const service = await LogService.start(t, 600);
    const atStart = service.existing;
    const found = [];
    for await (const { id } of service.client.eachLog({ pageSize: 10 })) {
      found.push(id);
      if (found.length === 500) service.add(400);
    }
    assert.deepEqual(found, atStart);
    // 61 without a pause, and 101 if each page were read.
    assert.ok(service.pages.length < 75, `${service.pages.length} requests`);
  });

  // The pages say that entries repeat from 10,000 on.
  test('returns no entry twice after a pause in which 9,900 arrive', async () => {
    const service = new LogService(12_000);
    const atStart = service.existing;
    const client = clientOf('http://127.0.0.1:1/v1');
    client.listLogs = async ({ page, limit }) => ({
      items: service.log.slice((page - 1) * limit, page * limit),
      total: service.log.length,
    });
    const found = [];
    for await (const { id } of client.eachLog({ pageSize: 100 })) {
      found.push(id);
      if (found.length === 11_000) service.add(9_900);
    }
    assert.deepEqual(found, atStart);
  });

  test('skips too far and returns, if messages arrived before', async (t) => {
    const service = await LogService.start(t, 200);
    const atStart = service.existing;
    const found = [];
    for await (const { id } of service.client.eachLog({ pageSize: 10 })) {
      found.push(id);
      if (found.length % 30 === 0) service.add(25);
      if (found.length === 300) service.before = () => {};
    }
    assertNoneTwice(found);
    assert.deepEqual(
      found.filter((id) => atStart.includes(id)),
      atStart,
    );
  });

  test('keeps both promises with any number of arrivals, pauses and limits', async () => {
    const client = clientOf('http://127.0.0.1:1/v1');
    const amount = (max) => fc.integer({ min: 0, max });
    const size = fc.integer({ min: 5, max: 40 });
    const arrivals = fc.array(amount(90), { maxLength: 30 });
    const check = async (count, pageSize, limit, arrivals) => {
      const service = new LogService(count);
      const atStart = service.existing;
      let reads = 0;
      client.listLogs = async ({ page, limit: asked }) => {
        if (reads > 0) service.add(arrivals[reads - 1] ?? 0);
        reads += 1;
        const length = Math.min(asked, limit);
        const items = service.log.slice((page - 1) * length, page * length);
        return { items, total: service.log.length };
      };
      const found = ids(await collect(client.eachLog({ pageSize })));
      assertNoneTwice(found);
      assert.deepEqual(
        found.filter((id) => atStart.includes(id)),
        atStart,
      );
    };
    await fc.assert(fc.asyncProperty(amount(250), size, size, arrivals, check), { numRuns: 200 });
  });

  for (const gone of [1, 9, 10, 25]) {
    test(`loses none while ${gone} of the list leave it between two pages`, async (t) => {
      const service = await LogService.start(t, 80);
      // The newest ones, which were returned already.
      const atStart = service.existing;
      service.before = (page, reads) => reads === 4 && page === 4 && service.log.splice(0, gone);
      const found = ids(await collect(service.client.eachLog({ pageSize: 10 })));
      assert.deepEqual([...found].sort(), [...atStart].sort());
    });
  }

  test('loses none if the last ones move to a page that was read', async (t) => {
    const service = await LogService.start(t, 12);
    const atStart = service.existing;
    service.before = (page) => page === 2 && service.log.splice(0, 5);
    const found = ids(await collect(service.client.eachLog({ pageSize: 10 })));
    assert.deepEqual(found, atStart);
  });

  test('reads pages that are smaller than what it asks for', async (t) => {
    const service = await LogService.start(t, 25, { largestPage: 10 });
    assert.deepEqual(await collect(service.client.eachLog()), service.log);
  });

  test('is detached, overridden and stubbed like other methods', async (t) => {
    const service = await LogService.start(t, 3);
    const { eachLog, allLogs } = service.client;
    assert.deepEqual(await collect(eachLog()), service.log);
    assert.deepEqual(await allLogs(), service.log);
    const page = { items: [message(7)], total: 1 };
    mock.method(service.client, 'listLogs', async () => page);
    assert.deepEqual(await collect(eachLog()), page.items);
    for (const method of ['eachLog', 'allLogs']) {
      const call = BaxCloudVerifyClient.prototype[method].call(undefined);
      const error = await rejection(method === 'allLogs' ? call : call.next());
      assertError(error, { code: 'BAXVERIFY_INVALID_ARGUMENT', outcome: 'not_sent' });
    }
  });

  test('uses a stub or a subclass, also with a client key', async () => {
    const page = { items: [message(7)], total: 1 };
    class Stubbed extends BaxCloudVerifyClient {
      async listLogs() {
        return page;
      }
    }
    const options = { projectId: 'p', apiKey: 'bax_pk_1', baseUrl: 'http://127.0.0.1:1/v1' };
    const client = new BaxCloudVerifyClient(options);
    mock.method(client, 'listLogs', async () => page);
    for (const each of [client, new Stubbed(options)]) {
      assert.deepEqual(await each.allLogs(), page.items);
      assert.deepEqual(await collect(each.eachLog()), page.items);
    }
    const fault = new Error('fault');
    client.listLogs = async () => {
      throw fault;
    };
    assert.equal(await rejection(client.allLogs()), fault);
  });
});

describe('since', () => {
  for (const [title, since] of [
    ['a Date', new Date(time(55))],
    ['ISO 8601', time(55)],
    ['another zone', '2026-01-01T02:55+02:00'],
    ['milliseconds', Date.parse(time(55))],
  ]) {
    test(`stops at the first page that is older: ${title}`, async (t) => {
      const service = await LogService.start(t, 90);
      const found = ids(await collect(service.client.eachLog({ since, pageSize: 10 })));
      assert.deepEqual(found, service.existing.slice(0, 35));
      assert.deepEqual(service.pages, [1, 2, 3, 4, 5]);
    });
  }

  test('returns an entry whose time cannot be read', async (t) => {
    const service = await LogService.start(t, 2);
    service.log[0].createdAt = 'yesterday';
    const found = await service.client.allLogs({ since: time(50) });
    assert.deepEqual(ids(found), ['m1']);
  });
});

describe('allLogs', () => {
  test('returns at most limit entries and reads no further page', async (t) => {
    const service = await LogService.start(t, 30);
    const found = await service.client.allLogs({ pageSize: 10 }, { limit: 10 });
    assert.deepEqual(found, service.log.slice(0, 10));
    assert.deepEqual(service.pages, [1]);
  });

  test('reads the log of the emulator while another client sends', async (t) => {
    const emulator = await startEmulator({ port: 0, sendLimit: 0 });
    t.after(() => emulator.stop());
    const connect = () =>
      new BaxCloudVerifyClient({
        projectId: emulator.projectId,
        apiKey: emulator.apiKey,
        baseUrl: emulator.url,
      });
    const phone = (number) => `+43660${1_000_000 + number}`;
    const sender = connect();
    let number = 0;
    const send = () => sender.sendOtp({ phone: phone(number++) });
    for (let left = 120; left > 0; left--) await send();
    const atStart = ids(await connect().allLogs());
    assert.equal(atStart.length, 120);

    let reading = true;
    const sending = (async () => {
      while (reading) await send();
    })();
    const found = [];
    for await (const { id } of connect().eachLog({ pageSize: 15 })) found.push(id);
    reading = false;
    await sending;
    assertNoneTwice(found);
    assert.ok(number > 120);
    assert.deepEqual(
      found.filter((id) => atStart.includes(id)),
      atStart,
    );
    assert.equal((await connect().allLogs({ phone: phone(3), status: 'SENT' })).length, 1);
  });
});
