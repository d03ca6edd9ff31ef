#!/usr/bin/env node
require('../lib/simulate/command.js').main(process.argv.slice(2));
