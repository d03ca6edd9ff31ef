'use strict';

// NestJS 12 has ES modules only: there this needs Node 20.19, 22.12 or later, as NestJS itself does
// in CommonJS.
const nest = require('@nestjs/common');
const { integrationFor } = require('./lib/integrations/nestjs.js');

module.exports = integrationFor(nest);
