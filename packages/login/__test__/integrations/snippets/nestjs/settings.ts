import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { Injectable, Module } from '@nestjs/common';

@Injectable()
export class Users {
  readonly #byPhone = new Map<string, { id: string; phone: string }>();

  async findOrCreate(phone: string) {
    const user = this.#byPhone.get(phone) ?? { id: `user-${this.#byPhone.size + 1}`, phone };
    this.#byPhone.set(phone, user);
    return user;
  }
}

const { env } = process;

@Module({
  providers: [
    Users,
    {
      provide: BaxCloudVerifyClient,
      useFactory: () =>
        new BaxCloudVerifyClient({
          projectId: env.TEST_PROJECT_ID ?? '',
          apiKey: env.TEST_API_KEY ?? '',
          baseUrl: env.TEST_URL ?? '',
        }),
    },
  ],
  exports: [Users, BaxCloudVerifyClient],
})
export class SettingsModule {}
