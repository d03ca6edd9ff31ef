'use strict';

const { phoneCredentials } = require('./lib/integrations/auth-js.js');

module.exports = { phoneCredentials };
