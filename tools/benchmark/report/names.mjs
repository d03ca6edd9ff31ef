/** The names of clients and loads in the report. */
export const clientNames = {
  baxverify: '**baxverify**',
  fetch: 'global `fetch`',
  'fetch-build': 'baxverify, fetch build',
  undici: '`undici.request`',
  'undici-pool': '`undici.Pool`, tuned',
  axios: 'axios',
  twilio: 'Twilio SDK',
  stripe: 'Stripe SDK',
  hyper: 'Rust, hyper alone',
};

export const protocolNames = {
  tls1: 'TLS, HTTP/1.1',
  tls2: 'TLS, HTTP/2',
  plain: 'plain HTTP/1.1',
};

export const workloadNames = { send: 'small POST', page: 'page of 100 rows' };
