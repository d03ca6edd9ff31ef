import { BaxCloudVerifyClient } from '@baxcloud/baxverify/fetch';
import { defineHandler } from 'nitro/h3';
import { logIn } from '../log-in.mjs';

export default defineHandler(() => logIn(BaxCloudVerifyClient));
