import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { BadRequestException, Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import { SETTINGS, type Settings } from '../settings.js';
import { UsersService } from '../users/users.service.js';

@Injectable()
export class LoginService {
  constructor(
    private readonly client: BaxCloudVerifyClient,
    private readonly users: UsersService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Returns the same result whether or not the number has an account. */
  async sendCode(phone: string) {
    const { phonePrefixes } = this.settings;
    if (phonePrefixes.length > 0 && !phonePrefixes.some((prefix) => phone.startsWith(prefix))) {
      throw new BadRequestException({
        statusCode: 400,
        error: 'country_not_served',
        message: 'We do not send SMS to this country.',
      });
    }
    const { expiresInSeconds } = await this.client.sendOtp({ phone, purpose: 'LOGIN' });
    return { expiresInSeconds };
  }

  async byCode(phone: string, code: string) {
    const { accessToken } = await this.client.verifyOtp({ phone, code });
    return this.byProof(accessToken);
  }

  /** Uses the number in the validated proof, never a number from the request. */
  async byProof(token: string) {
    const proof = await this.client.validateVerificationToken({ token });
    const ours = proof.projectId === this.settings.baxverify.projectId;
    if (!proof.valid || !ours || proof.purpose !== 'LOGIN') {
      throw new UnauthorizedException({
        statusCode: 401,
        error: 'proof_refused',
        message: 'Verify the phone number again.',
      });
    }
    return this.users.findOrCreate(proof.phone);
  }
}
