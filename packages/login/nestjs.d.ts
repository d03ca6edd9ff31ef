import type {
  ArgumentsHost,
  CanActivate,
  ConfigurableModuleAsyncOptions,
  DynamicModule,
  ExceptionFilter,
  ExecutionContext,
} from '@nestjs/common';
import type { ClientAddress, PhoneLogin, PhoneLoginError } from './index.js';
import type { Foreign, IntegrationOptions, OriginOptions } from './lib/integrations/options.js';

type Args = [request: Foreign];

/** Options of {@link PhoneLoginModule}. Unknown options are refused when the app starts. */
export interface PhoneLoginModuleOptions extends IntegrationOptions<Args>, OriginOptions {
  /** `socket`: the address that the connection comes from. */
  clientAddress: ClientAddress<Args> | 'socket';
}

interface Extras {
  /** @default true */
  isGlobal?: boolean | undefined;
}

/** Provides {@link PhoneLoginService} and {@link PhoneLoginGuard}. */
// biome-ignore lint/complexity/noStaticOnlyClass: NestJS asks for a class.
export declare class PhoneLoginModule {
  static forRoot(options: PhoneLoginModuleOptions & Extras): DynamicModule;
  static forRootAsync(
    options: ConfigurableModuleAsyncOptions<PhoneLoginModuleOptions> & Extras,
  ): DynamicModule;
}

/**
 * Takes requests with a parsed body. All methods reject with a `PhoneLoginError`. `response`
 * gets `Retry-After`.
 */
export declare class PhoneLoginService {
  /** Reads `phone` and `challenge`. */
  send(request: unknown, response?: unknown): ReturnType<PhoneLogin['send']>;
  /** Reads `phone`, `code` and `challenge`. */
  verify(request: unknown, response?: unknown): Promise<{ phone: string }>;
  /** Reads the proof of a mobile app: `token`, `accessToken` or `baxverifyToken`. */
  accept(request: unknown, response?: unknown): Promise<{ phone: string }>;
}

/** Lets a request pass if its code, or else its proof, is good. It is spent then. */
export declare class PhoneLoginGuard implements CanActivate {
  canActivate(context: ExecutionContext): Promise<boolean>;
}

/** The phone, in E.164, that {@link PhoneLoginGuard} has verified on this route. */
export declare function VerifiedPhone(): ParameterDecorator;

/** Answers a `PhoneLoginError` with its status and `{ error, message, retryAfterSeconds }`. */
export declare class PhoneLoginFilter implements ExceptionFilter<PhoneLoginError> {
  catch(error: PhoneLoginError, host: ArgumentsHost): Foreign;
}
