export { DEFAULT_TEXTS, loginPage } from './page.js';
