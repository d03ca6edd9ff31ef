// Prints the proof, or the error.

import { handler } from './login.mjs';

handler()
  .catch((error) => ({ ...error.toJSON(), cause: error.cause?.message }))
  .then((result) => console.log(JSON.stringify(result)));
