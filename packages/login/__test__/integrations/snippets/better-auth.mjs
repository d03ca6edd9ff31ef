import { createPhoneLogin } from '@baxcloud/baxverify-login';
import { betterAuthPhone } from '@baxcloud/baxverify-login/better-auth';
import { betterAuth } from 'better-auth';
import { phoneNumber } from 'better-auth/plugins';

export function createAuth({ client, database, secret, baseURL }) {
  const login = createPhoneLogin({ client });
  return betterAuth({
    baseURL,
    secret,
    database,
    plugins: [
      phoneNumber({
        // One proxy of yours appends the client's address to X-Forwarded-For.
        ...betterAuthPhone({ login, clientAddress: { trustedProxies: 1 } }),
        signUpOnVerification: {
          getTempEmail: (phone) => `${phone.slice(1)}@phone.example.com`,
        },
      }),
    ],
  });
}
