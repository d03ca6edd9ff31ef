// eachLog and allLogs: the delivery log over many pages, while it changes.

import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import fc from 'fast-check';
import { assertError, clientOf, rejection } from './support/client.mjs';
import { answer, envelope, json, Server } from './support/server.mjs';

const START = Date.parse('2026-01-01T00:00:00Z');
const time = (minute) => new Date(START + minute * 60_000).toISOString();
/** Message `number`, counted from the oldest. */
const message = (number) => ({ id: `m${number}`, phone: '+431', createdAt: time(number) });
const ids = (entries) => entries.map(({ id }) => id);
const BROKEN = { code: 'BAXVERIFY_INVALID_RESPONSE', outcome: 'unknown', retryable: false };

/** A service with a log, newest message first. `before` runs before each response. */
class LogService {
  pages = [];
  before = () => {};
  shape = (page) => page;

  constructor(count) {
    this.log = Array.from({ length: count }, (_, at) => message(count - 1 - at));
    this.next = count;
  }

  static async start(t, count, changes = {}) {
    const service = Object.assign(new LogService(count), changes);
    service.server = await Server.start(t);
    const serve = (socket, { path }) => {
      service.server.reply(serve);
      const query = new URL(path, 'http://localhost').searchParams;
      const page = Number(query.get('page'));
      const limit = Math.min(Number(query.get('limit')), service.largestPage ?? Infinity);
      service.pages.push(page);
      service.before(page, service.pages.length);
      const items = service.log.slice((page - 1) * limit, page * limit);
      json(service.shape({ items, total: service.log.length, page, limit }, page))(socket);
    };
    service.server.reply(serve);
    service.client = clientOf(service.server);
    return service;
  }

  /** New messages arrive. */
  add(count) {
    for (let left = count; left > 0; left--) this.log.unshift(message(this.next++));
  }

  get existing() {
    return ids(this.log);
  }
}

async function collect(iterator) {
  const entries = [];
  for await (const entry of iterator) entries.push(entry);
  return entries;
}

/** The first rejection of an iteration, and what it returned before. */
async function failureOf(iterator) {
  const entries = [];
  const error = await rejection(
    (async () => {
      for await (const entry of iterator) entries.push(entry);
    })(),
  );
  return { error, entries };
}

function assertNoneTwice(found) {
  assert.equal(new Set(found).size, found.length, `twice in ${found}`);
}

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
});

describe('since', () => {
  for (const [title, since] of [
    ['a Date', new Date(time(55))],
    ['ISO 8601', time(55)],
    ['another zone', '2026-01-01T02:55+02:00'],
    ['milliseconds', START + 55 * 60_000],
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

describe('the end of an iteration', () => {
  test('by an abort between entries, and before the first page', async (t) => {
    const service = await LogService.start(t, 30);
    const controller = new AbortController();
    const iterator = service.client.eachLog({ pageSize: 10 }, { signal: controller.signal });
    await iterator.next();
    controller.abort('enough');
    assert.equal(await rejection(iterator.next()), 'enough');
    assert.deepEqual(await iterator.next(), { done: true, value: undefined });
    const late = service.client.eachLog({}, { signal: controller.signal });
    assert.equal(await rejection(late.next()), 'enough');
    assert.deepEqual(service.pages, [1]);
  });

  test('by an abort during a request', async (t) => {
    const server = await Server.start(t);
    const controller = new AbortController();
    server.reply(() => controller.abort('enough'));
    const { signal } = controller;
    assert.equal(await rejection(clientOf(server).allLogs({}, { signal })), 'enough');
  });

  test('by an error of the service, after retries', async (t) => {
    const server = await Server.start(t);
    const items = [message(2), message(1)];
    const busy = answer(503, '', { 'retry-after': '0' });
    server.reply(json({ items, total: 3 }), busy, json({ items: [message(0)], total: 3 }));
    const client = clientOf(server, { maxRetries: 1 });
    assert.deepEqual(ids(await client.allLogs({ pageSize: 2 })), ['m2', 'm1', 'm0']);
    const refusal = json(envelope('BAXVERIFY_API_KEY_SCOPE', 'No.'), { status: 403 });
    server.reply(json({ items, total: 9 }), refusal);
    const { error, entries } = await failureOf(client.eachLog({ pageSize: 2 }));
    assertError(error, { code: 'BAXVERIFY_API_KEY_SCOPE', statusCode: 403 });
    assert.equal(entries.length, 2);
  });

  test('by the deadline of one page', async (t) => {
    const server = await Server.start(t);
    server.reply(() => {});
    const error = await rejection(clientOf(server).allLogs({}, { timeout: 50 }));
    assert.equal(error.code, 'BAXVERIFY_TIMEOUT');
  });
});

describe('a service at fault', () => {
  test('that repeats a page', async (t) => {
    const service = await LogService.start(t, 30);
    const first = service.log.slice(0, 10);
    service.shape = (page) => ({ ...page, items: first });
    const { error, entries } = await failureOf(service.client.eachLog({ pageSize: 10 }));
    assertError(error, BROKEN);
    assert.match(error.message, /pages of the log repeat/);
    assert.deepEqual(entries, first);
    assert.ok(service.pages.length < 15);
  });

  test('that repeats a page and counts up', async (t) => {
    const service = await LogService.start(t, 10);
    const first = service.log.slice();
    let total = 10;
    service.shape = () => ({ items: first, total: total++ });
    assertError(await rejection(service.client.allLogs({ pageSize: 5 })), BROKEN);
    assert.ok(service.pages.length < 70, `${service.pages.length} requests`);
  });

  test('that takes turns with pages, of any order and any total', async (t) => {
    const service = await LogService.start(t, 30);
    const chunks = [service.log.slice(0, 10), service.log.slice(10, 20).reverse()];
    service.shape = (_page, number) => ({
      items: chunks[number % 2],
      total: (number * 7919) % 1000,
    });
    const { error, entries } = await failureOf(service.client.eachLog({ pageSize: 10 }));
    assertError(error, BROKEN);
    assert.equal(entries.length, 20);
    assert.ok(service.pages.length < 800, `${service.pages.length} requests`);
  });

  test('that ignores pages and their size', async (t) => {
    const service = await LogService.start(t, 0);
    const items = Array.from({ length: 10_000 }, (_, at) => ({ id: at }));
    service.shape = () => ({ items });
    const { error, entries } = await failureOf(service.client.eachLog());
    assertError(error, BROKEN);
    assert.equal(entries.length, items.length);
    assert.ok(service.pages.length < 15);
  });

  for (const [title, total] of [
    ['too small', 1],
    ['too large', 10_000],
    ['negative', -1],
    ['no number', '60'],
    ['absent', undefined],
  ]) {
    test(`with a total that is ${title}`, async (t) => {
      const service = await LogService.start(t, 60);
      service.shape = (page) => ({ ...page, total });
      assert.deepEqual(await service.client.allLogs({ pageSize: 10 }), service.log);
    });
  }

  test('with an empty page and a next one', async (t) => {
    const service = await LogService.start(t, 30);
    service.shape = (page, number) => (number === 2 ? { ...page, items: [], next: 'x' } : page);
    assert.equal((await service.client.allLogs({ pageSize: 10 })).length, 10);
    assert.deepEqual(service.pages, [1, 2]);
  });

  test('with entries that have no id but a time', async (t) => {
    const service = await LogService.start(t, 30);
    for (const entry of service.log) delete entry.id;
    service.before = (page) => page === 2 && service.log.unshift({ createdAt: time(99) });
    const found = await service.client.allLogs({ pageSize: 10 });
    assert.equal(found.length, 30);
  });

  for (const [title, items] of [
    ['without a list', undefined],
    ['with a text as the list', 'abc'],
    ['with too many entries', Array(800_000).fill(1)],
    ['with an entry that is no object', [message(1), 7]],
    ['with an entry that is null', [null]],
    ['with an entry that has neither id nor time', [{ phone: '+431' }]],
    ['with an id that is too long', [{ id: 'x'.repeat(50_000) }]],
  ]) {
    test(title, async (t) => {
      const service = await LogService.start(t, 0);
      service.shape = () => ({ items });
      const error = await rejection(service.client.allLogs());
      assertError(error, BROKEN);
      assert.ok(error instanceof BaxVerifyError);
      assert.ok(error.message.length < 200);
      assert.equal(service.pages.length, 1);
    });
  }
});

describe('arguments', () => {
  const client = clientOf('http://127.0.0.1:1/v1');
  const since = 'a Date, an ISO 8601 text with a time zone, or milliseconds since 1970';
  for (const [query, options, message] of [
    [{ page: 2 }, {}, /^query has an unknown field page\. /],
    [{ limit: 2 }, {}, /^query has an unknown field limit\. /],
    [{ state: 'SENT' }, {}, /Did you mean status\?$/],
    [{ sinse: 0 }, {}, /Did you mean since\?$/],
    [{ pagesize: 5 }, {}, /Did you mean pageSize\?$/],
    [{}, { limt: 1 }, /Did you mean limit\?$/],
    [{}, { timeOut: 1 }, /Did you mean timeout\?$/],
    [7, {}, /^query must be an object/],
    [{}, 7, /^options must be an object/],
    [{ pageSize: 0 }, {}, /^pageSize must be a whole number from 1 to 1000; got 0\.$/],
    [{ pageSize: 1001 }, {}, /got a number that is too large\.$/],
    [{ pageSize: '5' }, {}, /got a string\.$/],
    [{ status: '' }, {}, /^status must be a non-empty string/],
    [{ phone: 7 }, {}, /^phone must be a non-empty string/],
    [{}, { limit: 0 }, /^limit must be a whole number from 1 to 100000; got 0\.$/],
    [{}, { limit: Infinity }, /^limit must be .* got Infinity\.$/],
    [{}, { signal: {} }, /^signal must be an AbortSignal/],
    [{ since: 'yesterday' }, {}, new RegExp(`^since must be ${since}; got another text\\.$`)],
    [{ since: '2026-01-01T00:00' }, {}, /got another text\.$/],
    [{ since: '2026-13-01' }, {}, /got another text\.$/],
    [{ since: `2026-01-01${' '.repeat(50_000)}` }, {}, /got another text\.$/],
    [{ since: new Date(NaN) }, {}, /got an invalid Date\.$/],
    [{ since: 1_767_225_600 }, {}, /got a number of seconds\.$/],
    [{ since: NaN }, {}, /got NaN\.$/],
    [{ since: {} }, {}, /got an object\.$/],
  ]) {
    test(`are refused: ${String(message)}`, async () => {
      const error = await rejection(client.allLogs(query, options));
      assertError(error, { code: 'BAXVERIFY_INVALID_ARGUMENT', outcome: 'not_sent' });
      assert.match(error.message, message);
    });
  }

  test('eachLog takes no limit', async () => {
    const error = await rejection(client.eachLog({}, { limit: 5 }).next());
    assert.match(error.message, /^options has an unknown field limit\. /);
  });

  test('a client key cannot read the log', async () => {
    const error = await rejection(
      clientOf('http://127.0.0.1:1/v1', { apiKey: 'bax_pk_1' }).allLogs(),
    );
    assert.equal(error.details.field, 'apiKey');
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
