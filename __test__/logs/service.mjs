import assert from 'node:assert/strict';
import { clientOf, rejection } from '../support/client.mjs';
import { json, Server } from '../support/server.mjs';

const START = Date.parse('2026-01-01T00:00:00Z');
export const time = (minute) => new Date(START + minute * 60_000).toISOString();
/** Message `number`, counted from the oldest. */
export const message = (number) => ({ id: `m${number}`, phone: '+431', createdAt: time(number) });
export const ids = (entries) => entries.map(({ id }) => id);
export const BROKEN = { code: 'BAXVERIFY_INVALID_RESPONSE', outcome: 'unknown', retryable: false };

/** A service with a log, newest message first. `before` runs before each response. */
export class LogService {
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

export async function collect(iterator) {
  const entries = [];
  for await (const entry of iterator) entries.push(entry);
  return entries;
}

/** The first rejection of an iteration, and what it returned before. */
export async function failureOf(iterator) {
  const entries = [];
  const error = await rejection(
    (async () => {
      for await (const entry of iterator) entries.push(entry);
    })(),
  );
  return { error, entries };
}

export function assertNoneTwice(found) {
  assert.equal(new Set(found).size, found.length, `twice in ${found}`);
}
