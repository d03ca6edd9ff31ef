'use strict';

const { betterAuthPhone } = require('./lib/integrations/better-auth.js');

module.exports = { betterAuthPhone };
