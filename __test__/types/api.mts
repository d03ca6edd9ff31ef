// Compiled, never run. Tests what the public types accept and reject.
import {
  type AllLogsOptions,
  BaxCloudVerifyClient,
  type BaxCloudVerifyClientOptions,
  type BaxVerifyClientErrorCode,
  type BaxVerifyErrorCode,
  type BaxVerifyServiceErrorCode,
  type CallOptions,
  CLIENT_ERROR_CODES,
  type EachLogQuery,
  type ExternalAuth,
  type ListLogsQuery,
  type LogEntry,
  type LogPage,
  type ResponseMetadata,
  responseOf,
  SERVICE_ERROR_CODES,
  type SendOtpResult,
  type StatsResult,
  type ValidateVerificationTokenResult,
  type VerifyOtpResult,
  type WithUnknownFields,
} from '@baxcloud/baxverify';

/** Does not compile unless both types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>) => {};

const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k' });

// Options.
const options: BaxCloudVerifyClientOptions = {
  projectId: 'p',
  apiKey: 'k',
  timeout: 1000,
  debug: true,
  baseUrl: 'http://localhost:4229/v1',
  maxRetries: 0,
};
new BaxCloudVerifyClient(options);
// Both may come from the environment.
new BaxCloudVerifyClient();
new BaxCloudVerifyClient({ projectId: 'p' });
new BaxCloudVerifyClient({ apiKey: 'k' });
new BaxCloudVerifyClient({ projectId: 'p', apiKey: process.env.BAXCLOUD_API_KEY });
// @ts-expect-error: milliseconds, not text
new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', timeout: '30s' });
// @ts-expect-error: a misspelt option
new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', timeoutMs: 1 });

// Call options.
const call: CallOptions = { signal: new AbortController().signal, timeout: 5, maxRetries: 1 };
// @ts-expect-error: the signal, not its controller
await client.getStats({}, { signal: new AbortController() });

// The five methods.
same<ReturnType<typeof client.sendOtp>, Promise<SendOtpResult>>(true);
same<ReturnType<typeof client.verifyOtp>, Promise<VerifyOtpResult>>(true);
same<ReturnType<typeof client.validateVerificationToken>, Promise<ValidateVerificationTokenResult>>(
  true,
);
same<ReturnType<typeof client.getStats>, Promise<StatsResult>>(true);
same<ReturnType<typeof client.listLogs>, Promise<LogPage>>(true);

const sent = await client.sendOtp({ phone: '+431', purpose: 'LOGIN' }, call);
same<typeof sent.expiresInSeconds, number>(true);
same<typeof sent.requestId, string | undefined>(true);
await client.sendOtp({ phone: '+431', purpose: 'SIGNUP' });
await client.sendOtp({ phone: '+431' });
// @ts-expect-error: where to?
await client.sendOtp({ purpose: 'LOGIN' });
// @ts-expect-error: not by position
await client.sendOtp('+431', 'LOGIN');

const verified = await client.verifyOtp({ phone: '+431', code: '123456' }, call);
same<typeof verified.verified, boolean>(true);
same<typeof verified.accessToken, string>(true);
same<typeof verified.expiresIn, number>(true);
same<typeof verified.expiresAt, string | undefined>(true);
const bearer: 'Bearer' | (string & {}) = verified.tokenType;
// @ts-expect-error: codes are text, as 012345 is one
await client.verifyOtp({ phone: '+431', code: 123456 });
// @ts-expect-error: no code
await client.verifyOtp({ phone: '+431' });

const valid = await client.validateVerificationToken({ token: 't', consume: false }, call);
same<typeof valid.valid, boolean>(true);
same<typeof valid.projectId, string>(true);
same<typeof valid.issuedAt, string>(true);
// @ts-expect-error: no token
await client.validateVerificationToken({});

const stats = await client.getStats();
same<typeof stats.sent, number>(true);
same<typeof stats.days, number | undefined>(true);
await client.getStats({ days: 7 }, call);
await client.getStats(undefined, call);
// @ts-expect-error: a number
await client.getStats({ days: '7' });

const query: ListLogsQuery = { phone: '+431', status: 'SENT', page: 1, limit: 20 };
const page = await client.listLogs(query, call);
await client.listLogs({ status: 'A_STATUS_OF_TOMORROW' });
same<typeof page.items, LogEntry[]>(true);
// @ts-expect-error: a page that may not exist has no first item for sure
page.items[0].id;
const first: string | undefined = page.items[0]?.errorCode;

for await (const entry of client.eachLog({ status: 'FAILED', since: new Date() }, call)) {
  same<typeof entry, LogEntry>(true);
}
same<ReturnType<typeof client.allLogs>, Promise<LogEntry[]>>(true);
const logsQuery: EachLogQuery = { phone: '+431', since: '2026-01-01', pageSize: 10 };
const logsOptions: AllLogsOptions = { ...call, limit: 5 };
await client.allLogs(logsQuery, logsOptions);
await client.allLogs({ since: 1_767_225_600_000 });
// @ts-expect-error: the maximum is an option
await client.allLogs({ limit: 5 });
// @ts-expect-error: an iteration has no maximum
client.eachLog({}, { limit: 5 });
// @ts-expect-error: pages are counted by the SDK
client.eachLog({ page: 2 });
// @ts-expect-error: a misspelled field
client.eachLog({ sinse: 0 });

// Fields that the service adds are there, of unknown type, for those who ask for them.
const open = sent as WithUnknownFields<SendOtpResult>;
same<typeof open.addedTomorrow, unknown>(true);
same<typeof open.expiresInSeconds, number>(true);
// @ts-expect-error: so they need a check before use
const added: string = open.addedTomorrow;

// Misspelled fields do not compile.
// @ts-expect-error: verified
verified.verfied;
// @ts-expect-error: valid
valid.vaild;
// @ts-expect-error: sent
stats.send;
// @ts-expect-error: items
page.entries;
// @ts-expect-error: status
page.items[0]?.state;
// @ts-expect-error: purpose
await client.sendOtp({ phone: '+431', purpos: 'LOGIN' });
// @ts-expect-error: consume
await client.validateVerificationToken({ token: 't', consumed: false });
// @ts-expect-error: a fake needs every field
const fake: VerifyOtpResult = {
  verified: true,
  phone: '+431',
  tokenType: 'Bearer',
  expiresIn: 900,
};

// The static method takes a whole result or just the two fields.
const auth: ExternalAuth = BaxCloudVerifyClient.externalAuthFromVerifyResult(verified);
BaxCloudVerifyClient.externalAuthFromVerifyResult({ phone: '+431', accessToken: 't' });
// @ts-expect-error: no proof
BaxCloudVerifyClient.externalAuthFromVerifyResult({ phone: '+431' });
// @ts-expect-error: static only
client.externalAuthFromVerifyResult(verified);

same<ReturnType<typeof client.toJSON>['baseUrl'], string>(true);
same<typeof BaxCloudVerifyClient.build, 'native' | 'fetch' | 'none'>(true);
// @ts-expect-error It cannot be set.
BaxCloudVerifyClient.build = 'fetch';

// Codes: editors offer those that are documented, and others are allowed.
const known: BaxVerifyServiceErrorCode = 'BAXVERIFY_OTP_INVALID';
// @ts-expect-error: not one of the documented
const unknownCode: BaxVerifyServiceErrorCode = 'BAXVERIFY_NEW_2027';
// @ts-expect-error: not a known code
const misspelled: BaxVerifyErrorCode = 'BAXVERIFY_OTP_INVALD';
const later = 'BAXVERIFY_NEW_2027' as BaxVerifyErrorCode;
const code: BaxVerifyErrorCode = later;
const codes: readonly BaxVerifyServiceErrorCode[] = SERVICE_ERROR_CODES;
const added2: readonly BaxVerifyClientErrorCode[] = CLIENT_ERROR_CODES;
// @ts-expect-error: frozen
SERVICE_ERROR_CODES.push(known);

export { added, added2, auth, bearer, code, codes, fake, first, known, misspelled, unknownCode };

// Metadata of responses.
same<ReturnType<typeof responseOf>, ResponseMetadata | undefined>(true);
const metadata = responseOf(await client.getStats());
const requestId: string | undefined = metadata?.requestId;
const header: string | undefined = metadata?.headers['x-request-id'];
if (metadata) {
  const numbers: number[] = [metadata.status, metadata.attempts, metadata.durationMs];
  // @ts-expect-error: read only
  metadata.headers.via = 'x';
  void numbers;
}
// @ts-expect-error: a misspelt field
metadata?.requestID;
// @ts-expect-error: it may be undefined
responseOf({}).status;
void [requestId, header];

// Logs.
new BaxCloudVerifyClient({ logger: console, logLevel: 'info' });
declare const structured: {
  [level in 'debug' | 'info' | 'warn' | 'error']: (o: object, m?: string) => void;
};
new BaxCloudVerifyClient({ logger: structured });
// @ts-expect-error: no level
new BaxCloudVerifyClient({ logLevel: 'warning' });
// @ts-expect-error: a method is missing
new BaxCloudVerifyClient({ logger: { debug() {}, info() {}, warn() {} } });
