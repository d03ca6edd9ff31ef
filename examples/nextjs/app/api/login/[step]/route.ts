import { toFetchHandler } from '@baxcloud/baxverify-login';
import { logIn, phoneLogin } from '@/lib/login';
import { settings } from '@/lib/settings';

let routes: ReturnType<typeof toFetchHandler> | undefined;

/** `/api/login/send`, `/verify` and `/proof`. Created on first use: `next build` has no key. */
export function POST(request: Request) {
  routes ??= toFetchHandler({
    login: phoneLogin(),
    basePath: '/api/login',
    phoneLoginPath: false,
    clientAddress: { trustedProxies: settings().trustedProxies },
    onVerified: async ({ phone }) => ({ user: await logIn(phone) }),
  });
  return routes(request);
}
