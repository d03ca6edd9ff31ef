const { bodyOf, PhoneLoginError } = require('../login/error.js');
const { requestSteps } = require('./parsed-request.js');
const { settingsOf } = require('./settings.js');

const TITLE = 'PhoneLoginModule';

/** Which phone a request has verified. */
const verifiedPhones = new WeakMap();

/** By copy of Nest, so that ES modules and CommonJS get the same classes. */
const faces = new WeakMap();

/** @param {typeof import('@nestjs/common')} nest the app's own copy */
function integrationFor(nest) {
  if (!faces.has(nest.Injectable)) faces.set(nest.Injectable, integrate(nest));
  return faces.get(nest.Injectable);
}

/** Public; see nestjs.d.ts. Decorators are called as functions, as there is no TypeScript here. */
function integrate(nest) {
  const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new nest.ConfigurableModuleBuilder({
    moduleName: 'PhoneLogin',
  })
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({
      ...definition,
      global: isGlobal,
    }))
    .build();

  /** Has `send`, `verify`, `accept` and, for the guard, `identify`: a code, or else a proof. */
  class PhoneLoginService {
    constructor(options) {
      const settings = settingsOf(TITLE, options, { names: ['origins'], hasSocket: true });
      for (const [name, step] of Object.entries(requestSteps(settings, TITLE))) {
        this[name] = async (request, response = request.res) => {
          try {
            return await step(request);
          } catch (thrown) {
            const error = settings.toPublicError(thrown, request);
            // Nest's own filter sets no headers of an error.
            setHeaders(response, error);
            throw error;
          }
        };
      }
    }
  }
  nest.Injectable()(PhoneLoginService);
  nest.Inject(MODULE_OPTIONS_TOKEN)(PhoneLoginService, undefined, 0);

  class PhoneLoginGuard {
    #service;

    constructor(service) {
      this.#service = service;
    }

    async canActivate(context) {
      const http = context.switchToHttp();
      const request = http.getRequest();
      const { phone } = await this.#service.identify(request, http.getResponse());
      verifiedPhones.set(request, phone);
      return true;
    }
  }
  nest.Injectable()(PhoneLoginGuard);
  nest.Inject(PhoneLoginService)(PhoneLoginGuard, undefined, 0);

  const VerifiedPhone = nest.createParamDecorator((_data, context) => {
    const phone = verifiedPhones.get(context.switchToHttp().getRequest());
    if (phone === undefined) {
      throw new Error('@VerifiedPhone() needs @UseGuards(PhoneLoginGuard) on the same route.');
    }
    return phone;
  });

  class PhoneLoginFilter {
    catch(error, host) {
      // GraphQL takes an error that is returned; it shows the message and no more.
      if (host.getType() !== 'http') return error;
      const response = host.switchToHttp().getResponse();
      setHeaders(response, error);
      response.status(error.status).send(bodyOf(error));
    }
  }
  nest.Catch(PhoneLoginError)(PhoneLoginFilter);

  class PhoneLoginModule extends ConfigurableModuleClass {}
  nest.Module({
    providers: [PhoneLoginService, PhoneLoginGuard],
    exports: [PhoneLoginService, PhoneLoginGuard],
  })(PhoneLoginModule);

  return {
    PhoneLoginFilter,
    PhoneLoginGuard,
    PhoneLoginModule,
    PhoneLoginService,
    VerifiedPhone,
  };
}

/** Of Express and of Fastify. GraphQL and others may have none. */
function setHeaders(response, { headers }) {
  if (typeof response?.header !== 'function') return;
  for (const [name, value] of Object.entries(headers)) response.header(name, value);
}

module.exports = { integrationFor };
