'use strict';

const { loginPage } = require('./lib/page/login-page.js');
const { DEFAULT_TEXTS } = require('./lib/page/texts.js');

module.exports = { DEFAULT_TEXTS, loginPage };
