#!/usr/bin/env node
require('../doctor.js').main(process.argv.slice(2), {
  loadSdk: () => require('../index.js'),
  version: require('../package.json').version,
});
