// The public face; the build puts it and what it imports into one file, `index.js`.

export { BaxCloudVerifyClient } from './client.mjs';
export { BaxVerifyError } from './error.mjs';
export { CLIENT_ERROR_CODES, SERVICE_ERROR_CODES } from './error-codes.mjs';
export { responseOf } from './response.mjs';
