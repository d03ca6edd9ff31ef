export * from './fastify.js';
export { phoneLogin as default } from './fastify.js';
