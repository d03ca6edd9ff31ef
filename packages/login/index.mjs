// The CommonJS face again, so that a process has one instance of each class, however it is loaded.
export {
  clientAddressOf,
  countryOf,
  createPhoneLogin,
  createSendGuard,
  DEFAULT_MESSAGES,
  memoryStore,
  PHONE_LOGIN_REASONS,
  PhoneLoginError,
  redisStore,
  toFetchHandler,
  toNodeHandler,
} from './index.js';
