import { BaxCloudVerifyClient } from '@baxcloud/baxverify/fetch';
import { logIn } from '../../log-in.mjs';

export const action = async () => Response.json(await logIn(BaxCloudVerifyClient));
