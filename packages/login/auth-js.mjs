export { phoneCredentials } from './auth-js.js';
