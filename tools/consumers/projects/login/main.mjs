// Prints the proof, or the error.

import { handler } from './login.mjs';

const result = await handler().catch((error) => ({
  ...error.toJSON(),
  cause: error.cause?.message,
}));
console.log(JSON.stringify(result));
