// The public face where users could read a server key: in browsers and in apps. It has the same
// exports, so that code that is shared with the server can be bundled.

export { BaxVerifyError } from '../error.mjs';
export { CLIENT_ERROR_CODES, SERVICE_ERROR_CODES } from '../error-codes.mjs';
export { responseOf } from '../response.mjs';

function serverOnly() {
  const error = new Error(
    'BaxCloudVerifyClient needs a server key, which must not reach a browser or an app: ' +
      'use it in a route of your server, and call that route from here ' +
      '(https://github.com/baxcloud/baxverify-node/blob/main/docs/fetch-build.md#browsers-and-apps).',
  );
  return Object.assign(error, { code: 'BAXVERIFY_SERVER_ONLY' });
}

/** Throws an error when it is used. */
export class BaxCloudVerifyClient {
  constructor() {
    throw serverOnly();
  }

  static externalAuthFromVerifyResult() {
    throw serverOnly();
  }

  static get build() {
    return 'none';
  }
}
