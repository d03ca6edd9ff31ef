import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { defineEventHandler } from 'h3';
import { logIn } from '../../log-in.mjs';

export default defineEventHandler(() => logIn(BaxCloudVerifyClient));
