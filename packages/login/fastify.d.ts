import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { NodeHandlerOptions, PhoneLogin } from './index.js';
import type { Foreign } from './lib/integrations/options.js';

declare module 'fastify' {
  interface FastifyInstance {
    phoneLogin: PhoneLogin;
  }
}

/**
 * Those of `toNodeHandler`, with the request and the reply of Fastify. Unknown options are refused.
 */
export interface PhoneLoginPluginOptions
  extends Omit<
    NodeHandlerOptions<Foreign, Foreign>,
    'clientAddress' | 'device' | 'user' | 'onVerified'
  > {
  /** `socket`: the address that the connection comes from. */
  clientAddress:
    | 'socket'
    | 'none'
    | { readonly trustedProxies: number }
    | ((
        request: FastifyRequest,
        reply: FastifyReply,
      ) => string | undefined | Promise<string | undefined>);
  device?: (
    request: FastifyRequest,
    reply: FastifyReply,
  ) => string | undefined | Promise<string | undefined>;
  user?: (
    request: FastifyRequest,
    reply: FastifyReply,
  ) => string | undefined | Promise<string | undefined>;
  /**
   * Makes the session. Return a `Response`, or what is to be answered as JSON; nothing answers
   * `{ phone }`. What you set on `reply` goes with the answer. What it throws is answered as a 500,
   * and the code is spent.
   */
  onVerified: (verified: {
    phone: string;
    request: FastifyRequest;
    reply: FastifyReply;
  }) => unknown;
}

/** The routes of the login, and `fastify.phoneLogin`. Needs Fastify 5. */
export declare const phoneLogin: FastifyPluginAsync<PhoneLoginPluginOptions>;

/**
 * Answers a `PhoneLoginError` as the routes do, and throws other errors, which go to the handler
 * around it.
 */
export declare function phoneLoginErrorHandler(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void;
