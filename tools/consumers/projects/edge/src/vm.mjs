export { step } from './steps.mjs';
