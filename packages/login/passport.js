'use strict';

const { PhoneStrategy } = require('./lib/integrations/passport.js');

module.exports = { PhoneStrategy };
