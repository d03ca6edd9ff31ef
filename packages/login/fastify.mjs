export { phoneLogin, phoneLogin as default, phoneLoginErrorHandler } from './fastify.js';
