'use strict';

// Literal assignments: only those become named exports for `import { … }`.
module.exports.BaxCloudVerifyClient = require('./lib/client.js').BaxCloudVerifyClient;
module.exports.BaxVerifyError = require('./lib/error.js').BaxVerifyError;
