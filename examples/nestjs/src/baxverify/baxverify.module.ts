import { BaxCloudVerifyClient, type BaxCloudVerifyClientOptions } from '@baxcloud/baxverify';
import { ConfigurableModuleBuilder, Module } from '@nestjs/common';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<BaxCloudVerifyClientOptions>()
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({
      ...definition,
      global: isGlobal,
    }))
    .build();

/**
 * `forRoot(options)` and `forRootAsync({ inject, useFactory })`. Inject `BaxCloudVerifyClient`: one for the
 * whole app, made at the start, so that a missing key stops the app and not the first login.
 */
@Module({
  providers: [
    {
      provide: BaxCloudVerifyClient,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: BaxCloudVerifyClientOptions) => new BaxCloudVerifyClient(options),
    },
  ],
  exports: [BaxCloudVerifyClient],
})
export class BaxVerifyModule extends ConfigurableModuleClass {}
