import { BaxCloudVerifyClient } from '@baxcloud/baxverify/fetch';
import { defineEventHandler } from 'h3';
import { logIn } from '../../log-in.mjs';

export default defineEventHandler(() => logIn(BaxCloudVerifyClient));
