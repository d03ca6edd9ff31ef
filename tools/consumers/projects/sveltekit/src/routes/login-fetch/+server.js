import { BaxCloudVerifyClient } from '@baxcloud/baxverify/fetch';
import { json } from '@sveltejs/kit';
import { logIn } from '../../log-in.js';

export const POST = async () => json(await logIn(BaxCloudVerifyClient));
