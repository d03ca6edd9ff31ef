// Compiled, never run: the types of the CommonJS face.
import kit = require('@baxcloud/baxverify-login');

export const guard: kit.SendGuard = kit.createSendGuard();
export const isOurs = (error: unknown): error is kit.PhoneLoginError =>
  error instanceof kit.PhoneLoginError;

// @ts-expect-error: named exports only
kit.default;
