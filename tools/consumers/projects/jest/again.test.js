// A second file, which Jest runs in a separate sandbox and in another worker.
require('./login.test.js');
