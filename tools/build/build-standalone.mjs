import { buildStandalone } from './standalone.mjs';

buildStandalone();
