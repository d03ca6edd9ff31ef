// The same with the fetch build.

import { BaxCloudVerifyClient } from '@baxcloud/baxverify/fetch';
import { logIn } from './log-in.mjs';

logIn(BaxCloudVerifyClient)
  .catch((error) => ({ ...error.toJSON(), cause: error.cause?.message }))
  .then((result) => console.log(JSON.stringify(result)));
