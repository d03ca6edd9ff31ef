const http = require('node:http');
const https = require('node:https');
const Stripe = require('stripe');
const { deadline } = require('./request.cjs');

module.exports.create = ({ origin }) => {
  const { protocol, hostname, port } = new URL(origin);
  const { Agent } = protocol === 'https:' ? https : http;
  const client = new Stripe('sk_test_benchmark', {
    protocol: protocol.slice(0, -1),
    host: hostname,
    port,
    timeout: deadline,
    maxNetworkRetries: 2,
    httpAgent: new Agent({ keepAlive: true }),
  });
  return { send: () => client.paymentIntents.create({ amount: 1000, currency: 'eur' }) };
};
