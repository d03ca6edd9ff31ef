import face from './testing.js';

export const { emulatorWebServer, registerEmulator, setUpEmulator, useEmulator, withEmulator } =
  face;
