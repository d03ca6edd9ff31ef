'use strict';

// Literal assignments: only those become named exports for `import { … }`.
module.exports.BaxCloudVerifyClient = require('./client.js').BaxCloudVerifyClient;
module.exports.BaxVerifyError = require('./error.js').BaxVerifyError;
