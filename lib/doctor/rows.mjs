/**
 * What the doctor can find, by id: the codes of the service and of the SDK, and the doctor's own
 * ids. `problem` says what is wrong, and `next` is the one next step. `{name}` stands for a value.
 */
export const ROWS = {
  // Variables and their form.
  VARIABLES_MISSING: {
    problem: 'BAXCLOUD_PROJECT_ID and BAXCLOUD_API_KEY are not set in this process.',
    next: 'Set both to the values from the dashboard: the id of the project and a server key.{dotenv}',
  },
  PROJECT_ID_MISSING: {
    problem: 'BAXCLOUD_PROJECT_ID is not set in this process.',
    next: 'Set BAXCLOUD_PROJECT_ID to the id of the project from the dashboard.{dotenv}',
  },
  API_KEY_MISSING: {
    problem: 'BAXCLOUD_API_KEY is not set in this process.',
    next: 'Set BAXCLOUD_API_KEY to a server key, bax_sk_…, from the dashboard.{dotenv}',
  },
  PROJECT_ID_IS_KEY: {
    problem: 'BAXCLOUD_PROJECT_ID holds an API key.',
    next: 'Set BAXCLOUD_PROJECT_ID to the id of the project, and BAXCLOUD_API_KEY to the key.',
  },
  PROJECT_ID_MALFORMED: {
    problem: 'BAXCLOUD_PROJECT_ID has {fault}.',
    next: 'Copy the id of the project from the dashboard again, without anything around it.',
  },
  KEY_MALFORMED: {
    problem: 'BAXCLOUD_API_KEY has {fault}.',
    next: 'Copy the key from the dashboard again, without anything around it.',
  },
  CLIENT_KEY: {
    problem: 'BAXCLOUD_API_KEY is a client key, bax_pk_…, which can only send and verify.',
    next: 'Create a server key, bax_sk_…, in the dashboard and use it on the server.',
  },
  KEY_OF_UNKNOWN_KIND: {
    problem: 'BAXCLOUD_API_KEY does not begin with bax_sk_, as server keys do.',
    next: 'Compare the key with the one in the dashboard.',
  },
  // The build and the URL.
  BINARY_MISSING: {
    problem: 'The package with the native binary for this system is not installed.',
    next: 'Remove node_modules, and install again on this system without --omit=optional.',
  },
  BINARY_UNLOADABLE: {
    problem: 'The native binary does not load ({code}).',
    next: 'Look the message up: https://github.com/baxcloud/baxverify-node/blob/main/docs/troubleshooting.md#loading',
  },
  FETCH_BUILD: {
    problem: 'There is no native binary for this system, so the SDK uses its fetch build.',
    next: 'Read the differences: https://github.com/baxcloud/baxverify-node/blob/main/docs/fetch-build.md',
  },
  BASE_URL_INVALID: {
    problem: 'The base URL must be {expected}.',
    next: 'Correct {source}, or remove it to use the real service.',
  },
  BASE_URL_WITHOUT_V1: {
    problem: 'The path of the base URL does not end with /v1, as that of the service does.',
    next: 'Add /v1 to {source}.',
  },
  BAXVERIFY_HOST_NOT_ALLOWED: {
    problem: 'BAXVERIFY_ALLOW_HOSTS does not allow the host of the base URL or its proxy.',
    next: 'In production, remove BAXVERIFY_ALLOW_HOSTS. In a test, set BAXCLOUD_BASE_URL to the emulator.',
  },
  // Proxies and root certificates.
  PROXY_INVALID: {
    problem: '{variable} is set, but its value is not the URL of an http or https proxy.',
    next: 'Correct {variable}, or unset it to connect without a proxy.',
  },
  PROXY_UNREACHABLE: {
    problem: 'The proxy of {variable} cannot be reached ({reason}).',
    next: 'Correct {variable}, or add the host of the service to NO_PROXY.',
  },
  PROXY_CREDENTIALS: {
    problem: 'The proxy requires valid credentials (status 407).',
    next: 'Set the user name and the password in {variable}, percent-encoded.',
  },
  PROXY_REFUSED: {
    problem: 'The proxy does not open a connection to the service (status {status}).',
    next: 'Ask the owner of the proxy to allow the host, or add the host to NO_PROXY.',
  },
  ROOTS_UNREADABLE: {
    problem: '{variable} is set, but no certificate can be read from there ({reason}).',
    next: 'Set {variable} to a readable PEM file before the process starts, or unset it.',
  },
  // The network.
  DNS_NOT_FOUND: {
    problem: 'The name {host} is not in the DNS.',
    next: 'Check the host of {source}, and the network of this machine.',
  },
  DNS_TIMEOUT: {
    problem: 'The lookup of the name {host} gets no result from the DNS servers.',
    next: 'Check the network and the DNS servers of this machine.',
  },
  CONNECTION_REFUSED: {
    problem: '{host} refuses connections to port {port}.',
    next: 'Check {source}, and whether the service or the emulator runs there.',
  },
  CONNECTION_TIMEOUT: {
    problem: '{host} does not accept a connection to port {port} in time.',
    next: 'Ask for a firewall rule that allows this machine to connect to that host and port.',
  },
  CONNECTION_FAILED: {
    problem: 'A connection to {host}, port {port}, cannot be opened ({reason}).',
    next: 'Check {source}, the network and the firewall.',
  },
  CONNECTION_CUT: {
    problem: 'The other side accepts connections but closes them without a response.',
    next: 'Check the scheme and the port of {source}, and look for a firewall that closes connections.',
  },
  RESPONSE_TIMEOUT: {
    problem: 'The other side accepts connections but does not respond in time.',
    next: 'Check what runs at the base URL, and try again with a longer --timeout.',
  },
  NOT_HTTP: {
    problem: 'The other side does not respond with HTTP.',
    next: 'Check the scheme and the port of {source}.',
  },
  TLS_NOT_SPOKEN: {
    problem: 'The other side does not speak TLS.',
    next: 'Check the scheme and the port of {source}.',
  },
  TLS_EXPIRED: {
    problem: 'The certificate of the server has expired, by the clock of this machine.',
    next: 'Check the clock of this machine. If it is right, the server needs a new certificate.',
  },
  TLS_NOT_YET_VALID: {
    problem: 'The certificate of the server is not valid yet, by the clock of this machine.',
    next: 'Check the clock of this machine. If it is right, the server needs another certificate.',
  },
  TLS_WRONG_HOST: {
    problem: 'The certificate of the server is for another name than {host}.',
    next: 'Correct the host of {source}.',
  },
  TLS_SELF_SIGNED: {
    problem: 'The certificate of the server, or of a proxy that inspects TLS, is self-signed.',
    next: 'Set NODE_EXTRA_CA_CERTS to the path of its root certificate before the process starts.',
  },
  TLS_UNKNOWN_ISSUER: {
    problem: 'The certificate of the server has an issuer that this machine does not trust.',
    next: 'Set NODE_EXTRA_CA_CERTS to the path of the root certificate of the server or the proxy.',
  },
  TLS_FAILED: {
    problem: 'The TLS handshake fails ({reason}).',
    next: 'Check that the server offers TLS 1.2 or later, and that no firewall closes it.',
  },
  TLS_TIMEOUT: {
    problem: 'The TLS handshake does not end in time.',
    next: 'Check the port of {source}, and look for a firewall that stops TLS.',
  },
  CLOCK_WRONG: {
    problem: 'The clock of this machine differs from that of the other side by {skew}.',
    next: 'Set the clock of this machine, for example with NTP.',
  },
  CLOCK_OFF: {
    problem: 'The clock of this machine differs from that of the other side by {skew}.',
    next: 'Turn on the synchronization of the clock of this machine.',
  },
  // What responds is not the service.
  HTML_PAGE: {
    problem: 'The response is a web page and not from the service (status {status}).',
    next: 'Log in to the network if it has a login page, and check {source} and the proxy.',
  },
  REDIRECT: {
    problem: 'The response is a redirect (status {status}), which the SDK does not follow.',
    next: 'Set {source} to the final address.',
  },
  SERVICE_UNAVAILABLE: {
    problem: 'The service, or a proxy in front of it, has a problem (status {status}).',
    next: 'Wait and try again. If it stays, tell the support the time and the request id.',
  },
  PROOF_ACCEPTED: {
    problem: 'The service calls a proof valid that nobody issued.',
    next: 'Do not log in users with this service. Check {source}.',
  },
  KEY_REFUSED: {
    problem: 'The service refuses the key (status 401).',
    next: 'Compare BAXCLOUD_API_KEY with the keys in the dashboard. It may have been revoked.',
  },
  UNKNOWN_CODE: {
    problem: 'The service refuses the call with a code that this version does not know ({code}).',
    next: 'Update @baxcloud/baxverify, and look the code up in the documentation of the service.',
  },
  // The codes of the service.
  BAXVERIFY_PROJECT_HEADER_REQUIRED: {
    problem: 'The service did not receive the X-Project-Id header.',
    next: 'Find the proxy that removes X-Project-Id, and configure it to keep the header.',
  },
  BAXVERIFY_API_KEY_PROJECT_MISMATCH: {
    problem: 'The key does not belong to the project.',
    next: 'Set BAXCLOUD_PROJECT_ID and BAXCLOUD_API_KEY from the same project in the dashboard.',
  },
  BAXVERIFY_API_KEY_SCOPE: {
    problem: 'The key lacks the scope of BaxVerify.',
    next: 'Create or edit a server key in the dashboard, with BaxVerify enabled.',
  },
  BAXVERIFY_PROJECT_INACTIVE: {
    problem: 'The project is not active.',
    next: 'Reactivate the project in the dashboard.',
  },
  BAXVERIFY_FEATURE_DISABLED: {
    problem: 'BaxVerify is not enabled for the project.',
    next: 'Enable BaxVerify in the dashboard, under Project → Features.',
  },
  BAXVERIFY_PLAN_NOT_INCLUDED: {
    problem: 'The plan of the project does not include BaxVerify.',
    next: 'Upgrade the subscription in the dashboard, under Billing.',
  },
  BAXVERIFY_NO_SUBSCRIPTION: {
    problem: 'The project has no active subscription.',
    next: 'Subscribe, or restore the billing of the project in the dashboard.',
  },
  BAXVERIFY_SENDER_NOT_CONFIGURED: {
    problem: 'The project has no SMS sender.',
    next: 'Rent a phone number or register a Sender ID in the BaxVerify setup.',
  },
  BAXVERIFY_INSUFFICIENT_CREDITS: {
    problem: 'The project has too few credits for an SMS.',
    next: 'Add credits in the dashboard, under Billing.',
  },
  BAXVERIFY_VERIFY_FEE_CREDITS: {
    problem: 'The project has too few credits for the verification fee.',
    next: 'Add credits in the dashboard, under Billing.',
  },
  BAXVERIFY_SMS_SEND_FAILED: {
    problem: 'The provider did not send an SMS.',
    next: 'Check the sender, the destination country and the status of the provider.',
  },
  BAXVERIFY_INVALID_PHONE: {
    problem: 'The service refuses a phone number.',
    next: 'Use the full international format, such as +4366412345678.',
  },
  BAXVERIFY_RATE_LIMIT: {
    problem: 'The project has reached its rate limit.',
    next: 'Wait, and run the doctor again.',
  },
  BAXVERIFY_OTP_EXPIRED: {
    problem: 'A code has expired or was not found.',
    next: 'Send a new code, and compare the time until it is entered with its lifetime.',
  },
  BAXVERIFY_OTP_INVALID: {
    problem: 'A code is wrong.',
    next: 'Ask the user to enter the code from the newest SMS.',
  },
  BAXVERIFY_OTP_MAX_ATTEMPTS: {
    problem: 'A code was entered wrongly too often.',
    next: 'Send a new code, and limit the attempts of each user.',
  },
  BAXVERIFY_TOKEN_INVALID: {
    problem: 'The service refuses a proof before it has read one.',
    next: 'Check that BAXCLOUD_API_KEY is a server key that has not been revoked.',
  },
  BAXVERIFY_TOKEN_CONSUMED: {
    problem: 'The service says that a proof was used which nobody has used.',
    next: 'Check {source}. In an app, verify a code again for each login.',
  },
  // The codes of the SDK.
  BAXVERIFY_INVALID_ARGUMENT: {
    problem: 'The SDK refuses {field}: it must be {expected}.',
    next: 'Correct {field}.',
  },
  BAXVERIFY_TIMEOUT: {
    problem: 'The SDK got no response from the service in time.',
    next: 'Check the network, and try again with a longer --timeout.',
  },
  BAXVERIFY_NETWORK_ERROR: {
    problem: 'The SDK cannot reach the service ({reason}).',
    next: 'Check the network, the proxy and the root certificates of this machine.',
  },
  BAXVERIFY_INVALID_RESPONSE: {
    problem: 'The response to the SDK is not one of the service.',
    next: 'Check {source}, and look for a proxy that changes responses.',
  },
  BAXVERIFY_HTTP_ERROR: {
    problem:
      'The response to the SDK has status {status} and is not in the error format of the service.',
    next: 'Check {source}, the project id and the key.',
  },
  BAXVERIFY_INTERNAL_ERROR: {
    problem: 'The SDK has a bug.',
    next: 'Report it at https://github.com/baxcloud/baxverify-node, with this output.',
  },
};
