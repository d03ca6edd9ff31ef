// Exports the CommonJS module, so that both ways of loading share one instance.
import face from './index.js';

export const { connectEmulator, startEmulator } = face;
