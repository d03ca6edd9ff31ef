import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { keep } from './keep';
import { settings } from './settings';

/** The client, created on first use because `next build` has no key. */
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
