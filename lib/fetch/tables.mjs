// Generated from crates/client/src/fetch_tables.rs by
// UPDATE_GENERATED=1 cargo test -p baxverify-client --lib fetch_tables

export const DEFAULT_BASE_URL =
  "https://api.baxcloud.tech/v1";

export const PROJECT_HEADER =
  "x-project-id";

export const HEADER_TOKEN =
  "a non-empty string of visible ASCII characters, without spaces or line breaks";

export const ROUTES =
  {"getStats":{"method":"GET","path":"/auth/sms/stats"},"listLogs":{"method":"GET","path":"/auth/sms/logs"},"sendOtp":{"method":"POST","path":"/auth/sms/send"},"validateVerificationToken":{"method":"POST","path":"/auth/sms/validate-token"},"verifyOtp":{"method":"POST","path":"/auth/sms/verify"}};

export const CODES =
  {"BAXVERIFY_API_KEY_PROJECT_MISMATCH":"API key does not belong to this project.","BAXVERIFY_API_KEY_SCOPE":"API key lacks BaxVerify scope.","BAXVERIFY_FEATURE_DISABLED":"BaxVerify is not enabled for this project.","BAXVERIFY_INSUFFICIENT_CREDITS":"Insufficient credits for SMS delivery.","BAXVERIFY_INVALID_PHONE":"Phone number is not valid.","BAXVERIFY_NO_SUBSCRIPTION":"No active subscription for this project.","BAXVERIFY_OTP_EXPIRED":"Code expired or not found.","BAXVERIFY_OTP_INVALID":"Invalid verification code.","BAXVERIFY_OTP_MAX_ATTEMPTS":"Too many failed attempts.","BAXVERIFY_PLAN_NOT_INCLUDED":"Your plan does not include BaxVerify.","BAXVERIFY_PROJECT_HEADER_REQUIRED":"X-Project-Id header is required.","BAXVERIFY_PROJECT_INACTIVE":"Project is not active.","BAXVERIFY_RATE_LIMIT":"Rate limit exceeded.","BAXVERIFY_SENDER_NOT_CONFIGURED":"No SMS sender configured.","BAXVERIFY_SMS_SEND_FAILED":"Failed to send SMS.","BAXVERIFY_TOKEN_CONSUMED":"Verification token already used.","BAXVERIFY_TOKEN_INVALID":"Verification token is invalid or expired.","BAXVERIFY_VERIFY_FEE_CREDITS":"Insufficient credits for the verification fee."};

export const MESSAGES =
  {"internal":"The call ended because of a bug in @baxcloud/baxverify. Please report it.","invalidArgument":"{field} must be {expected}.","invalidResponse":"The response to {path} cannot be used: {reason}.","timeout":"No response from {path} within {milliseconds} ms. The service may have acted on the request.","timeoutOfRead":"No response from {path} within {milliseconds} ms. You can repeat the call.","tooLarge":"The response to {path} cannot be used: it is larger than 8 MiB."};

export const STATUSES =
  [[299,"rejected",false,false,"The response to {path} has status {status} and is not in the service's error format. Check that baseUrl is the address of the service."],[302,"rejected",false,false,"The response to {path} has status {status} and is not in the service's error format. It is a redirect. The client does not follow it, because the API key would be sent to another address. Set baseUrl to the final address."],[303,"unknown",false,true,"The response to {path} has status {status} and is not in the service's error format. It is a redirect. The client does not follow it, because the API key would be sent to another address. Set baseUrl to the final address."],[399,"rejected",false,false,"The response to {path} has status {status} and is not in the service's error format. It is a redirect. The client does not follow it, because the API key would be sent to another address. Set baseUrl to the final address."],[400,"rejected",false,false,"The response to {path} has status {status} and is not in the service's error format. Check that baseUrl is the address of the service."],[401,"rejected",false,false,"The response to {path} has status {status} and is not in the service's error format. Check projectId and apiKey, and that baseUrl is the address of the service."],[402,"rejected",false,false,"The response to {path} has status {status} and is not in the service's error format. Check that baseUrl is the address of the service."],[403,"rejected",false,false,"The response to {path} has status {status} and is not in the service's error format. Check projectId and apiKey, and that baseUrl is the address of the service."],[405,"rejected",false,false,"The response to {path} has status {status} and is not in the service's error format. Check that baseUrl is the address of the service, including /v1."],[406,"rejected",false,false,"The response to {path} has status {status} and is not in the service's error format. Check that baseUrl is the address of the service."],[407,"rejected",false,false,"The response to {path} has status {status} and is not in the service's error format. A proxy requires credentials. Set them in HTTPS_PROXY."],[408,"rejected",false,true,"The response to {path} has status {status} and is not in the service's error format. Check that baseUrl is the address of the service."],[428,"rejected",false,false,"The response to {path} has status {status} and is not in the service's error format. Check that baseUrl is the address of the service."],[429,"rejected",true,true,"The response to {path} has status {status} and is not in the service's error format. Wait before the next call."],[499,"rejected",false,false,"The response to {path} has status {status} and is not in the service's error format. Check that baseUrl is the address of the service."],[999,"unknown",false,true,"The response to {path} has status {status} and is not in the service's error format. The service, or a proxy in front of it, has a problem. Try again later."]];

export const TRANSIENT =
  [408,429,500,502,503,504];

export const LIMITS =
  {"apiKey":512,"baseUrl":2048,"body":8388608,"depth":128,"errorBody":65536,"headerBytes":4096,"headerName":64,"headerValue":512,"headers":64,"message":1000,"projectId":256,"requestId":128};

export const PRIVATE_HEADERS =
  ["auth","cookie","credential","csrf","jwt","key","otp","passw","proof","secret","session","signature","token","xsrf"];

export const REQUEST_ID_HEADERS =
  ["x-request-id","request-id","x-correlation-id","x-amzn-requestid","x-amz-request-id","x-trace-id","traceparent","cf-ray"];

export const BACKOFF =
  {"firstStep":250,"longestStep":4000,"shortestWait":50};

export const COMPATIBILITY =
  "4qa|8,22|71|1o|5hs|8hh|2j|1r|4w|1y|15l|1s|1x|ot,a0|40,a0|5s,a0|bq,a0|3k,a0|3k,a0|3k,a0|3k,a0|3k,a0|3k,a0|3k,a0|3k,a0|3k,a0|2y,a0|3k,a0|28,a0|80,a0|28,a0|k9,91|vr,a0|1c,a0|8m,a0|3u,a0|a1|4m,a0|g,a0|5c,a0|2o,a0|40,a0|g,a0|64A|2B|2,2D|3,8G|9O|2P|1R|1,2T|2W|1a|4b|1,2d|5g|2k|1m|2o|4p|1,2t|4v|7i|1r|1,2u|1kc|4f|rz|j90|1i|3,64|bn|1,a0|ga|1e|1o|1x|2h|1,4k|4p|1,2s|2w|1,2y|2sC|8g|1H|1H|1H|1h|2I|1I|1L|1l|2N|4,3P|3R|1R|7Z|4Z|2K|2,2B|3e|1,2E|3M|1o|5i|cD|1,2d|2,2i|oI|4V|5X|3L|1,2C|2M|1i|4v|5x|3l|1,2c|2m|kh,91|k,91|k,91|k,qa|q,qA|q,qa|q0|b,91|a0|hj,91|a,91|a,91|z6j|1V|o0z,a0|cxS|1C|1F|1Q|64,a0|1c,a0|5s,a0|w,a0|2o,a0|bk,a0|gep,2m!|13z,a0|lhq|ij,41|kw,a0|g,a0|80,91|du,91|k,a0|3u,a0|1y,a0|4a,a0|80,a0|9s,a0|3k,a0|ao,a0|34,a0|g,a0|a,a0|2e,a0|c0,a0|34,a0|io,a0|2o,a0|74,a0|28,a0|1s,a0|a8,a0|ets,a0|2o,a0|40,a0|f4,a0|iue,qA|q,a0|1e8,qA|q,qa|q,qA|q,7a|8,ii|i,qA|q,qa|qA|2,2C|4G|3,2J|4,4N|5,8S|8,4a|5f|2,7h|8,bp|b,qA|q,qa|q,2A|3,4D|6,8J|9,7S|8,qa|q,2A|3,4D|5,5I|6O|4,7S|8,qa|q,qA|q,qa|q,qA|q,qa|q,qA|q,qa|q,qA|q,qa|q,qA|q,qa|q,qA|q,qa|90,a0|a,a0|a,a0|a,a0|a,a0|1u2,a0|c0,a0|e8,a0|75,a0|nz,a0|1io0|1,a0|a0|10|4,qA|rC|1R|4,qA|w,qA|w,qA|22o,a0";
