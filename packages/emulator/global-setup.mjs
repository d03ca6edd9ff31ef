import setUp from './global-setup.js';

export default setUp;
