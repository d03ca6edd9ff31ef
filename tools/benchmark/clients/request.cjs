/** The request that every client sends. */
const body = { phone: '+4366412345678', purpose: 'LOGIN' };
const paths = { send: '/v1/auth/sms/send', page: '/v1/auth/sms/logs?page=1&limit=100' };
const headers = {
  authorization: 'Bearer bax_sk_benchmark',
  'x-project-id': 'proj_benchmark',
  'content-type': 'application/json',
};
/** In milliseconds, for the clients that support a deadline. */
const deadline = 30_000;

/** A failure status must not count as a call. */
function expectSuccess(status) {
  if (status < 200 || status > 299) throw new Error(`unexpected status ${status}`);
}

module.exports = { body, paths, headers, deadline, expectSuccess };
