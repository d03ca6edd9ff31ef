import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { logIn } from '../log-in.mjs';

export async function handler() {
  const { valid } = await logIn(BaxCloudVerifyClient);
  const body = JSON.stringify({ build: BaxCloudVerifyClient.build, valid });
  return { statusCode: 200, body };
}
