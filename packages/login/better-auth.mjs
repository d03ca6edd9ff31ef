export { betterAuthPhone } from './better-auth.js';
