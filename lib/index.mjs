// The public face; the build puts it and what it imports into one file, `index.js`.

export { BaxCloudVerifyClient } from './client.mjs';
export { BaxVerifyError } from './error.mjs';
