// Compiled, never run: how the package is used from TypeScript.

import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import byName, {
  type BaxVerifyAdapter,
  type BaxVerifyAdapterOptions,
  createBaxVerifyAdapter,
} from '@baxcloud/parse-server-baxverify';

const options: BaxVerifyAdapterOptions = {
  projectId: process.env.BAXCLOUD_PROJECT_ID,
  apiKey: process.env.BAXCLOUD_API_KEY,
  baseUrl: 'http://127.0.0.1:4229/v1',
  timeout: 5000,
  purposes: ['LOGIN'] as const,
  enabled: true,
  normalizePhone: async (phone) => phone.slice(1),
};
const adapter: BaxVerifyAdapter = createBaxVerifyAdapter(options);
const saved: Promise<{ save: { id: string } }> = adapter.validateAuthData({ id: 'a', token: 'b' });
createBaxVerifyAdapter();
createBaxVerifyAdapter({ client: new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k' }) });
byName(options);
byName.createBaxVerifyAdapter(options);
byName.default(options);

// @ts-expect-error a typing error in an option's name
createBaxVerifyAdapter({ projectID: 'p' });
// @ts-expect-error purposes is a list
createBaxVerifyAdapter({ purposes: 'LOGIN' });
// @ts-expect-error a hook returns the id
createBaxVerifyAdapter({ normalizePhone: () => 7 });
// @ts-expect-error an object that validates nothing
createBaxVerifyAdapter({ client: {} });

export { saved };
