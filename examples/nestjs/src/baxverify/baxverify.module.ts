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
 * `forRoot(options)` and `forRootAsync({ inject, useFactory })`. Inject `BaxCloudVerifyClient`. The
 * whole app has one client, created at startup, so that the app does not start without a key.
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
