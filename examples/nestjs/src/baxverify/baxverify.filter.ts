import { BaxVerifyError } from '@baxcloud/baxverify';
import { type ArgumentsHost, Catch, HttpException, Logger } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { isFault, publicError, waitFor } from './public-error.js';

/** Users get a text of this app. The service's message and `helpUrl` go only to the log. */
@Catch(BaxVerifyError)
export class BaxVerifyFilter extends BaseExceptionFilter {
  readonly #logger = new Logger('BaxVerify');

  override catch(error: BaxVerifyError, host: ArgumentsHost) {
    const { status, ...body } = publicError(error);
    if (isFault({ status, ...body })) {
      const { code, statusCode, outcome, message, helpUrl = '' } = error;
      this.#logger.error(
        `${code} (${statusCode ?? 'no answer'}, ${outcome}): ${message} ${helpUrl}`,
      );
    }
    const wait = waitFor(error, body.error);
    if (wait !== undefined) {
      const seconds = String(Math.ceil(wait / 1000));
      host.switchToHttp().getResponse().header('Retry-After', seconds);
    }
    super.catch(new HttpException({ statusCode: status, ...body }, status), host);
  }
}
