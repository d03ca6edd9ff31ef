import type { z } from 'zod';
import { refusalOf } from './errors';
import { parse } from './input';
import { Refused, TEXTS } from './refused';

const BODY_BYTES = 8192;

/** A route handler that turns refusals into responses. */
export function route(handler: (request: Request) => Promise<object | undefined>) {
  return async (request: Request): Promise<Response> => {
    const headers = new Headers({ 'cache-control': 'no-store' });
    try {
      const answer = await handler(request);
      return answer
        ? Response.json(answer, { headers })
        : new Response(null, { status: 204, headers });
    } catch (error) {
      const { status, reason, retryAfterMs } = refusalOf(error);
      if (retryAfterMs !== undefined)
        headers.set('retry-after', String(Math.ceil(retryAfterMs / 1000)));
      return Response.json({ error: reason, message: TEXTS[reason] }, { status, headers });
    }
  };
}

/** Only JSON: a form on another site can be posted without a CORS preflight. */
export async function input<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Refused(415, 'invalid_input');
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of request.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > BODY_BYTES) throw new Refused(413, 'invalid_input');
  }
  return parse(schema, jsonOf(text));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(400, 'invalid_input');
  }
}
