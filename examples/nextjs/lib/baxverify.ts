import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { keep } from './keep';
import { settings } from './settings';

/** The client: made when it is first asked for, as the key is not there yet while `next build` runs. */
export const baxverify = () =>
  keep(
    'baxverify',
    () =>
      new BaxCloudVerifyClient({
        projectId: process.env.BAXCLOUD_PROJECT_ID,
        apiKey: process.env.BAXCLOUD_API_KEY,
        timeout: settings().timeout,
      }),
  );
