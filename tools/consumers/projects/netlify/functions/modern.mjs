import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { logIn } from '../log-in.mjs';

export default async function login() {
  const { valid } = await logIn(BaxCloudVerifyClient);
  return Response.json({ build: BaxCloudVerifyClient.build, valid });
}
