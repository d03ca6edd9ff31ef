export * from './auth-js.js';
