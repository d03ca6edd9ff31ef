import { Transform } from 'class-transformer';
import { IsJWT, Matches, MaxLength } from 'class-validator';
import { tidyPhone } from './phone.js';

export class SendDto {
  @Transform(({ value }) => tidyPhone(value))
  @Matches(/^\+[1-9]\d{7,14}$/, {
    message: 'phone must have its country code, such as +43 664 12345678',
  })
  phone!: string;
}

export class VerifyDto extends SendDto {
  @Transform(({ value }) => (typeof value === 'string' ? value.replace(/\s/g, '') : value))
  @Matches(/^\d{4,10}$/, { message: 'code must be the digits from the SMS' })
  code!: string;
}

export class ProofDto {
  @MaxLength(4096)
  @IsJWT({ message: 'token must be the accessToken of a verification' })
  token!: string;
}
