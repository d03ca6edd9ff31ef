const { adapterFromConfiguration, createBaxVerifyAdapter } = require('./lib/adapter.js');

// Parse Server takes `default` of a module that it loads by name. The export is that function too, so
// that `module: require('@baxcloud/parse-server-baxverify')` is no adapter without a validator.
module.exports = adapterFromConfiguration;
module.exports.default = adapterFromConfiguration;
module.exports.createBaxVerifyAdapter = createBaxVerifyAdapter;
