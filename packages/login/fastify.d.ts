import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ClientAddress, HandlerOptions, OnVerified, PhoneLogin } from './index.js';

declare module 'fastify' {
  interface FastifyInstance {
    phoneLogin: PhoneLogin;
  }
}

type Args = [request: FastifyRequest, reply: FastifyReply];

/** Those of `toNodeHandler`. Unknown options are refused. */
export interface PhoneLoginPluginOptions extends HandlerOptions<FastifyRequest, Args> {
  /** `socket`: the address that the connection comes from. */
  clientAddress: ClientAddress<Args> | 'socket';
  onVerified: OnVerified<{ request: FastifyRequest; reply: FastifyReply }>;
}

/** The routes of the login, and `fastify.phoneLogin`. Needs Fastify 5. */
export declare const phoneLogin: FastifyPluginAsync<PhoneLoginPluginOptions>;

/** Answers a `PhoneLoginError` as the routes do, and throws other errors. */
export declare function phoneLoginErrorHandler(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void;
