// Compiled, never run: the same from CommonJS.

import adapter = require('@baxcloud/parse-server-baxverify');

const options: adapter.BaxVerifyAdapterOptions = { purposes: ['LOGIN'] };
const made: adapter.BaxVerifyAdapter = adapter.createBaxVerifyAdapter(options);
export const modules = [made, adapter.default(options), adapter(options)];
