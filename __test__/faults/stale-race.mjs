/**
 * Measures calls at the moment when a server closes an idle connection, in one run and alternately:
 * how often `sendOtp` ends as `unknown`, and how often `undici.request` fails.
 *
 *   node __test__/faults/stale-race.mjs [--calls=400] [--kept=60] [--range=2] [--step=0.05]
 *     [--how=close,reset] [--thread=idle,busy] [--bar] [--json]
 *
 * Each call is made `kept` ms after the last response. The server closes between `range` ms before
 * and `range` ms after that moment, in steps of `step`. Between the calls, an `idle` JavaScript
 * thread waits. A `busy` one computes for 1.5 ms in each turn of its event loop.
 *
 * Exits with 1 if a request arrived twice. With `--bar`, it also exits with 1 if `sendOtp` ended as
 * `unknown` more often than `undici.request` failed. `undici` comes from `tools/benchmark/` (run
 * `npm ci` there). Without it, only `sendOtp` is measured.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

/** How long a busy thread computes in each turn of its event loop, in milliseconds. */
const TURN = 1.5;

let lastPhone = 0;
const newPhone = () => `+43664${String(lastPhone++).padStart(8, '0')}`;

function undiciOfBenchmark() {
  try {
    return createRequire(new URL('../../tools/benchmark/package.json', import.meta.url))('undici');
  } catch {
    return undefined;
  }
}

/** The clients by name. Each is a function that sends to a phone and rejects on failure. */
function clientsOf(origin) {
  const client = new BaxCloudVerifyClient({
    projectId: 'p',
    apiKey: 'k',
    baseUrl: `${origin}/v1`,
  });
  const clients = { sendOtp: (request) => client.sendOtp(request) };
  const undici = undiciOfBenchmark();
  if (undici) {
    const dispatcher = new undici.Agent();
    clients.undici = async (request) => {
      const { statusCode, body } = await undici.request(`${origin}/v1/auth/sms/send`, {
        dispatcher,
        method: 'POST',
        headers: {
          authorization: 'Bearer k',
          'x-project-id': 'p',
          'content-type': 'application/json',
        },
        body: JSON.stringify(request),
      });
      if (statusCode !== 200) throw new Error(`status ${statusCode}`);
      await body.json();
    };
  }
  return clients;
}

async function until(moment, thread) {
  if (thread === 'idle') {
    await sleep(moment - performance.now());
    return;
  }
  while (performance.now() < moment) {
    const end = Math.min(moment, performance.now() + TURN);
    while (performance.now() < end);
    await turn();
  }
}

/** Runs one kind of close with one kind of thread. */
export async function race({ calls, kept, range, step, how, thread }) {
  const file = fileURLToPath(new URL('closing-server.mjs', import.meta.url));
  const server = fork(file, [how], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [{ port }] = await once(server, 'message');
  const lanes = Object.entries(clientsOf(`http://127.0.0.1:${port}`)).map(([name, send]) => ({
    name,
    send,
    ended: { ok: 0, unknown: 0, other: 0 },
    phones: new Set(),
    answered: undefined,
  }));
  const apart = kept / lanes.length;

  /** The server closes `keep` ms after its response. */
  const call = async (lane, keep, counted) => {
    const phone = newPhone();
    if (counted) lane.phones.add(phone);
    try {
      await lane.send({ phone, purpose: String(keep) });
      lane.answered = performance.now();
      if (counted) lane.ended.ok += 1;
    } catch (error) {
      lane.answered = undefined;
      // A failure of undici does not say what happened to the request.
      const unknown = lane.name === 'undici' || error.outcome === 'unknown';
      if (counted) lane.ended[unknown ? 'unknown' : 'other'] += 1;
    }
  };

  const steps = Math.round((2 * range) / step) + 1;
  const closing = (at) => kept - range + (at % steps) * step;
  for (let at = 0; at < calls; at++) {
    // The time of each call starts with the previous response. Lanes that come too close to each
    // other, or had no response, start again.
    const spread = lanes.map(({ answered }, lane) => answered - lanes[0].answered - lane * apart);
    if (!spread.every((off) => Math.abs(off) < apart / 4)) {
      for (const [index, lane] of lanes.entries()) {
        if (index > 0) await sleep(apart);
        while (lane.answered === undefined || performance.now() - lane.answered > 2) {
          await call(lane, closing(at), false);
        }
      }
    }
    for (const lane of lanes) {
      await until(lane.answered + kept, thread);
      await call(lane, closing(at + 1), true);
    }
  }

  server.send('report');
  const [{ times, reused, connections }] = await once(server, 'message');
  server.disconnect();
  const twice = times.filter(([, count]) => count > 1).length;
  const results = lanes.map(({ name, ended, phones }) => ({
    name,
    ...ended,
    reused: reused.filter((phone) => phones.has(phone)).length,
  }));
  return { how, thread, calls, twice, connections, results };
}

export function describe({ how, thread, calls, twice, results }) {
  const of = results.map(
    ({ name, unknown, other, reused }) =>
      `${name} ${name === 'undici' ? 'failed' : 'unknown'} ${unknown}` +
      `${other ? `, not sent ${other}` : ''} (${reused} on a used connection)`,
  );
  return `${how}, JavaScript ${thread}, ${calls} calls: ${of.join('; ')}; twice ${twice}`;
}

function settings(words) {
  const given = Object.fromEntries(
    words
      .map((word) => word.replace(/^--/, '').split('='))
      .map(([name, value]) => [name, value ?? 'yes']),
  );
  const number = (name, otherwise) => Number(given[name] ?? otherwise);
  return {
    calls: number('calls', 400),
    kept: number('kept', 60),
    range: number('range', 2),
    step: number('step', 0.05),
    hows: (given.how ?? 'close,reset').split(','),
    threads: (given.thread ?? 'idle,busy').split(','),
    bar: 'bar' in given,
    json: 'json' in given,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { hows, threads, bar, json, ...common } = settings(process.argv.slice(2));
  for (const how of hows) {
    for (const thread of threads) {
      const result = await race({ ...common, how, thread });
      console.log(json ? JSON.stringify(result) : describe(result));
      const [own, other] = result.results;
      const over = bar && other && own.unknown > other.unknown;
      if (result.twice > 0 || over) process.exitCode = 1;
    }
  }
}
