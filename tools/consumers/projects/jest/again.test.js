// A second file, which Jest runs in a sandbox of its own and in another worker.
require('./login.test.js');
