// Compiled, never run: what the public types allow, and what they refuse.
import type { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import {
  clientAddressOf,
  countryOf,
  createPhoneLogin,
  createSendGuard,
  DEFAULT_MESSAGES,
  memoryStore,
  PHONE_LOGIN_REASONS,
  type PhoneLogin,
  PhoneLoginError,
  type PhoneLoginReason,
  redisStore,
  type SendGuard,
  toFetchHandler,
  toNodeHandler,
} from '@baxcloud/baxverify-login';

/** Fails to compile unless both types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>) => {};

declare const client: BaxCloudVerifyClient;

// The guard.
const guard: SendGuard = createSendGuard();
createSendGuard({
  store: memoryStore({ maxBytes: 10_000_000 }),
  secret: 'x'.repeat(32),
  countries: { allow: ['AT', 'DE', '+870'], deny: ['KP'] },
  limits: {
    phone: { max: 3 },
    country: false,
    prefixDigits: 4,
    resend: { free: 1, firstWaitSeconds: 60 },
    breaker: { prefix: { minSends: 20 }, country: false },
    wrongCodes: { max: 50, address: { max: 10, windowSeconds: 60 } },
  },
  budget: { perHour: 10, perDay: 50, costOf: (country) => (country === 'AT' ? 0.05 : 0.1) },
  challenge: async (answer, { phone, ip }) => answer === phone || ip === undefined,
  mode: 'monitor',
  safeList: ['+4366412345678', '10.0.0.0/8'],
  onDecision: ({ action, rule, country, milliseconds }) =>
    console.log(action, rule, country, milliseconds.toFixed()),
  onDegraded: ({ state, reason }) => console.log(state, reason),
});
redisStore({}, { prefix: 'login', processes: 8 });
// @ts-expect-error: a misspelt option
createSendGuard({ limit: {} });
// @ts-expect-error: a misspelt limit
createSendGuard({ limits: { phones: { max: 3 } } });
// @ts-expect-error: one of two
createSendGuard({ mode: 'off' });
// @ts-expect-error: a list
createSendGuard({ countries: ['AT'] });
// @ts-expect-error: what a function returns
createSendGuard({ store: 'memory' });
// @ts-expect-error: which client?
redisStore();

const decision = await guard.checkSend({ phone: '+4366412345678', ip: '192.0.2.1' });
if (decision.action === 'refuse')
  console.log(decision.reason, decision.retryAfterSeconds?.toFixed());
same<Awaited<ReturnType<SendGuard['settleSend']>>, { resendAfterSeconds: number }>(true);
await guard.settleSend(decision, 'not_sent');
// @ts-expect-error: not how a send ends
await guard.settleSend(decision, 'verified');
await guard.settleVerify(await guard.checkVerify({ phone: '+431' }), 'wrong_code');
// @ts-expect-error: whose?
await guard.checkSend({ ip: '192.0.2.1' });
await guard.forgive({ phone: '+431' });
guard.close();

// The login.
const login: PhoneLogin = createPhoneLogin({ client });
createPhoneLogin({
  client,
  guard,
  purpose: 'LOGIN',
  projectId: 'p',
  normalizePhone: async (typed) => (typed.startsWith('+') ? typed : undefined),
  timeout: 5000,
  messages: { wrong_code: 'Falscher Code.' },
});
createPhoneLogin({ client, defaultCountry: 'AT' });
// @ts-expect-error: without a client there is no service
createPhoneLogin({});
// @ts-expect-error: a misspelt option
createPhoneLogin({ client, gard: guard });
// @ts-expect-error: a misspelt reason
createPhoneLogin({ client, messages: { wrong_cod: 'x' } });
// @ts-expect-error: not a client
createPhoneLogin({ client: {} });

const sent = await login.send({ phone: '+43 664 12345678', ip: undefined, challenge: 'c' });
same<typeof sent, { phone: string; expiresInSeconds: number; resendAfterSeconds: number }>(true);
const { phone } = await login.verify({ phone: '+431', code: '123 456', ip: '192.0.2.1' });
same<typeof phone, string>(true);
same<Awaited<ReturnType<PhoneLogin['accept']>>, { phone: string }>(true);
// @ts-expect-error: no code
await login.verify({ phone: '+431' });
// @ts-expect-error: codes are text, as 012345 is one
await login.verify({ phone: '+431', code: 123456 });
// @ts-expect-error: no token
await login.accept({});

// The error.
export function advice(error: unknown): string {
  if (!(error instanceof PhoneLoginError)) throw error;
  return text(error.reason) + (error.retryAfterSeconds ?? 0).toFixed();
}

/** Ends in `never`: a reason that is added is an error here. */
function text(reason: PhoneLoginReason): string {
  switch (reason) {
    case 'invalid_phone':
    case 'country_not_served':
      return 'phone';
    case 'wrong_code':
    case 'code_expired':
    case 'code_spent':
      return 'code';
    case 'proof_refused':
    case 'slow_down':
    case 'challenge_required':
    case 'sms_may_arrive':
    case 'unfinished':
    case 'unavailable':
    case 'invalid_input':
    case 'origin_refused':
    case 'not_found':
    case 'method_not_allowed':
    case 'internal':
      return 'other';
    default: {
      const none: never = reason;
      return none;
    }
  }
}
const error = new PhoneLoginError('slow_down', { retryAfterSeconds: 1, cause: new Error('x') });
same<typeof error.reason, PhoneLoginReason>(true);
same<typeof error.status, number>(true);
const cause: Error | undefined = error.cause;
const texts: Record<PhoneLoginReason, string> = { ...DEFAULT_MESSAGES };
for (const reason of PHONE_LOGIN_REASONS) texts[reason] = reason;
// @ts-expect-error: not a reason
new PhoneLoginError('no_credits');
// @ts-expect-error: fields are there to be read
error.reason = 'internal';
// @ts-expect-error: may be missing
error.retryAfterSeconds.toFixed();
// @ts-expect-error: the list is not to be changed
PHONE_LOGIN_REASONS.push('internal');

// Handlers.
const onFetch = toFetchHandler({
  login,
  clientAddress: { trustedProxies: 1 },
  onVerified: ({ phone, request, headers }) => {
    headers.append('set-cookie', `phone=${phone}; path=${new URL(request.url).pathname}`);
    return new Response(phone);
  },
});
const response: Response = await onFetch(new Request('http://localhost/login/send'));
toFetchHandler<{ address: string }>({
  login,
  clientAddress: (_request, context) => context.address,
  onVerified: async ({ phone }) => ({ phone }),
  origins: ['https://app.example'],
  basePath: '/api/login',
  phoneLoginPath: false,
  device: (request) => request.headers.get('x-device') ?? undefined,
  user: async () => undefined,
  messages: (request) => (request.headers.has('accept-language') ? { wrong_code: 'x' } : undefined),
  onError: ({ reason, cause }) => console.error(reason, cause),
  maxBodyBytes: 1024,
  bodyTimeout: 1000,
});
// @ts-expect-error: the address is an explicit choice
toFetchHandler({ login, onVerified: () => undefined });
// @ts-expect-error: a Request has no socket
toFetchHandler({ login, clientAddress: 'socket', onVerified: () => undefined });
// @ts-expect-error: who makes the session?
toFetchHandler({ login, clientAddress: 'none' });

interface Req {
  method?: string;
  url?: string;
  headers: Record<string, string | string[] | undefined>;
  session: { phone?: string };
}
interface Res {
  statusCode: number;
  setHeader(name: string, value: string | number): this;
  end(chunk?: string): this;
}
const use = (handler: (req: Req, res: Res, next: (error?: unknown) => void) => unknown) => handler;
use(
  toNodeHandler({
    login,
    clientAddress: 'socket',
    onVerified: ({ phone, request }) => {
      request.session.phone = phone;
    },
  }),
);
toNodeHandler<Req, Res>({
  login,
  clientAddress: 'none',
  onVerified: ({ phone, request, response }) => {
    request.session.phone = phone;
    response.statusCode = 201;
    // @ts-expect-error: not a field of this response
    response.cookie('a', 'b');
  },
});
toNodeHandler({ login, clientAddress: 'none', onVerified: false });
toFetchHandler({ login, clientAddress: 'none', onVerified: false });
// @ts-expect-error: the address is an explicit choice
toNodeHandler({ login, onVerified: () => undefined });
// @ts-expect-error: a count
toNodeHandler({ login, clientAddress: { trustedProxies: true }, onVerified: () => undefined });

const address: string = clientAddressOf(new Headers(), { trustedProxies: 1 });
clientAddressOf({ 'x-forwarded-for': ['192.0.2.1'] }, { trustedProxies: 1 });
// @ts-expect-error: a server action has no socket
clientAddressOf(new Headers(), 'socket');
const country: string | undefined = countryOf('+4366412345678');
// @ts-expect-error: nobody may have it
const known: string = countryOf('+4366412345678');

declare const failed: PhoneLoginError;
const output: { statusCode: number } = failed.output;
const isBoom: boolean = failed.isBoom;
const answered: Response = failed.getResponse();
declare const counting: SendGuard;
const proof = await counting.checkProof({ ip: '192.0.2.1', device: 'd', user: 'u' });
await counting.settleProof(proof, 'accepted');
// @ts-expect-error: a result of a send
await counting.settleProof(proof, 'sent');
await login.accept({ token: 'a.b.c', ip: '192.0.2.1' });
createSendGuard({ limits: { rejected: { max: 10 }, proofs: false } });

export { address, answered, cause, country, isBoom, known, output, response };
