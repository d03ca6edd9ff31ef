import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { logIn } from '../../log-in.mjs';

export const action = async () => Response.json(await logIn(BaxCloudVerifyClient));
