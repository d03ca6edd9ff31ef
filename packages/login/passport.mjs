export { PhoneStrategy } from './passport.js';
