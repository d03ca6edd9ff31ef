// eachLog and allLogs: how an iteration ends, services that are at fault, and wrong arguments.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BaxVerifyError } from '@baxcloud/baxverify';
import { assertError, clientOf, rejection } from '../support/client.mjs';
import { answer, envelope, json, Server } from '../support/server.mjs';
import { BROKEN, failureOf, ids, LogService, message, time } from './service.mjs';

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
