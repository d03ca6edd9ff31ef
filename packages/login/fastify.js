'use strict';

const { phoneLogin, phoneLoginErrorHandler } = require('./lib/integrations/fastify.js');

module.exports = { phoneLogin, phoneLoginErrorHandler };
