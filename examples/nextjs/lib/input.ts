import { z } from 'zod';
import { type Reason, Refused } from './refused';

/** Normalizes a number as people write it, so that all limits see one form of it. */
const phone = z
  .string()
  .transform((text) => text.replace(/[\s().-]/g, '').replace(/^00/, '+'))
  .pipe(z.string().regex(/^\+[1-9]\d{7,14}$/));

const code = z
  .string()
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{4,10}$/));

export const SendInput = z.object({ phone });
export const VerifyInput = z.object({ phone, code });
export const ProofInput = z.object({ token: z.jwt().max(4096) });

const REASONS: Record<string, Reason> = { phone: 'invalid_phone', code: 'invalid_code' };

export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const field = String(result.error.issues[0]?.path[0]);
  throw new Refused(400, REASONS[field] ?? 'invalid_input');
}
