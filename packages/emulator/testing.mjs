import face from './testing.js';

export const { useEmulator, withEmulator } = face;
