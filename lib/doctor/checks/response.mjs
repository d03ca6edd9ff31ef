import { request } from 'node:http';
import { TIMED_OUT, within } from '../time-limit.mjs';

/** Seconds. A proof lives for 15 minutes. */
const OFF = 30;
const WRONG = 300;

/**
 * Makes a request without the key, which shows what kind of server it is and its clock.
 *
 * @param {import('node:net').Socket} socket
 * @param {URL} url
 * @returns {Promise<{ status: number, isHtml: boolean } | undefined>}
 */
export async function checkResponse(report, socket, url, source, milliseconds) {
  const began = Date.now();
  const response = await within(headOf(socket, url), milliseconds);
  const middle = (began + Date.now()) / 2;
  socket.destroy();
  if (response === TIMED_OUT || response.failure) {
    const id = response === TIMED_OUT ? 'RESPONSE_TIMEOUT' : idOf(response.failure);
    report.problem('response', id, { source });
    return undefined;
  }
  const { status, date, age, type } = response;
  report.ok('response', `It responds with HTTP (status ${status}).`);
  checkClock(report, Date.parse(date) + age * 1000, middle);
  return { status, isHtml: /^text\/html\b/i.test(type) };
}

function checkClock(report, date, middle) {
  // The header has whole seconds, without the fraction.
  const time = date + 500;
  const seconds = Math.round(Math.abs(time - middle) / 1000);
  if (Number.isNaN(time)) report.skip('clock', 'The response has no Date header.');
  else if (seconds >= WRONG) report.problem('clock', 'CLOCK_WRONG', { skew: duration(seconds) });
  else if (seconds >= OFF) report.warn('clock', 'CLOCK_OFF', { skew: duration(seconds) });
  else report.ok('clock', `It agrees with that of the other side, within ${OFF} s.`);
}

function idOf(code) {
  return code.startsWith('HPE_') ? 'NOT_HTTP' : 'CONNECTION_CUT';
}

/** The status and the headers of a response. Its body is not read. */
function headOf(socket, url) {
  return new Promise((resolve) => {
    const sent = request({
      createConnection: () => socket,
      method: 'GET',
      path: `${url.pathname.replace(/\/$/, '')}/auth/sms/stats`,
      headers: { host: url.host, 'user-agent': 'baxverify-doctor', connection: 'close' },
    });
    sent.once('response', (response) => {
      const { date = '', age = '', 'content-type': type = '' } = response.headers;
      const { statusCode: status } = response;
      resolve({ status, date: date.slice(0, 64), age: secondsOf(age), type: type.slice(0, 64) });
      response.destroy();
    });
    sent.on('error', ({ code }) => resolve({ failure: String(code) }));
    sent.end();
  });
}

/** How long a cache has kept the response. */
function secondsOf(age) {
  return /^\d{1,9}$/.test(age) ? Number(age) : 0;
}

function duration(seconds) {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} days`;
}
