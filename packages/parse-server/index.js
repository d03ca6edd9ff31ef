const { adapterFromConfiguration, createBaxVerifyAdapter } = require('./lib/adapter.js');

// Parse Server uses `default` of a module that it loads by name. The export itself is the same
// function, so that `module: require('@baxcloud/parse-server-baxverify')` never configures an
// adapter without a validator.
module.exports = adapterFromConfiguration;
module.exports.default = adapterFromConfiguration;
module.exports.createBaxVerifyAdapter = createBaxVerifyAdapter;
