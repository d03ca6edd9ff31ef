// Compiled, never run: the types of the CommonJS face.
import baxverify = require('@baxcloud/baxverify');

const { BaxCloudVerifyClient, BaxVerifyError } = baxverify;

export async function stats(options: baxverify.BaxCloudVerifyClientOptions): Promise<number> {
  const client: baxverify.BaxCloudVerifyClient = new BaxCloudVerifyClient(options);
  try {
    return (await client.getStats({ days: 1 })).sent;
  } catch (error) {
    if (error instanceof BaxVerifyError) return error.attempts;
    throw error;
  }
}

// @ts-expect-error: named exports only
baxverify.default;
