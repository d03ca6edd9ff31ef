const [major, minor] = process.versions.node.split('.').map(Number);

/** The newest undici that supports this Node.js. Version 8 needs 22.19. */
const name = major > 22 || (major === 22 && minor >= 19) ? 'undici-8' : 'undici';

module.exports = require(name);
