const twilio = require('twilio');
const { body, deadline } = require('./request.cjs');

/**
 * This SDK has no option for the address of the service, so its HTTP client redirects the requests.
 */
class ToLoopback extends twilio.RequestClient {
  constructor(origin) {
    super({ timeout: deadline, keepAlive: true, autoRetry: true, maxRetries: 2 });
    this.origin = origin;
  }

  request(options) {
    return super.request({
      ...options,
      uri: options.uri.replace('https://api.twilio.com', this.origin),
    });
  }
}

module.exports.create = ({ origin }) => {
  const client = twilio('AC00000000000000000000000000000000', 'token', {
    httpClient: new ToLoopback(origin),
  });
  const message = { to: body.phone, from: '+15005550006', body: 'Your code is 493827' };
  return { send: () => client.messages.create(message) };
};
