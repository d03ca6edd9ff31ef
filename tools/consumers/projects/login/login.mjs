import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { logIn } from './log-in.mjs';

export const handler = () => logIn(BaxCloudVerifyClient);
