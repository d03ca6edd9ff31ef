import type {
  ValidateVerificationTokenRequest,
  ValidateVerificationTokenResult,
} from '@baxcloud/baxverify';

/**
 * The factory that Parse Server calls where it is configured by name,
 * `module: '@baxcloud/parse-server-baxverify'`.
 *
 * It never throws: with a wrong configuration every login fails with code 252, the log of Parse Server names the
 * option, and existing users can still be read and unlinked.
 */
declare function adapterFromConfiguration(
  options?: adapterFromConfiguration.BaxVerifyAdapterOptions,
): adapterFromConfiguration.BaxVerifyAdapter;

declare namespace adapterFromConfiguration {
  /** How proofs are validated. */
  export interface BaxVerifyAdapterOptions {
    /**
     * The project whose proofs are accepted.
     * @default the environment variable `BAXCLOUD_PROJECT_ID`, or the project of `client`
     */
    projectId?: string;
    /**
     * A server key of the project, `bax_sk_…`.
     * @default the environment variable `BAXCLOUD_API_KEY`
     */
    apiKey?: string;
    /**
     * Where the service lives, such as the address of an emulator.
     * @default the environment variable `BAXCLOUD_BASE_URL`, else the service's own address
     */
    baseUrl?: string;
    /**
     * How long a validation may take in milliseconds, over everything: the service's answer and
     * `normalizePhone`.
     * @default 10000
     */
    timeout?: number;
    /**
     * The purposes that a proof may have been issued for, such as `['LOGIN']`.
     * @default any
     */
    purposes?: readonly string[];
    /**
     * `false` turns away everybody with code 252; keys are not needed then.
     * @default true
     */
    enabled?: boolean;
    /**
     * Turns the phone of a validated proof into the id that your users have, where that is not the phone
     * itself: for users who came with ids of another form. `authData.id` must equal the result exactly.
     *
     * It must give different ids for different phones: of two phones with one id, either logs in the
     * other's user. A `Parse.Error` that it throws goes to the client as it is.
     */
    normalizePhone?: (phone: string) => string | Promise<string>;
    /**
     * A client of your own instead of `apiKey`, `baseUrl` and `timeout`. `projectId` is needed only if the
     * client has no `toJSON()` that tells it.
     */
    client?: ProofValidator;
  }

  /** What of a `BaxCloudVerifyClient` the adapter uses. */
  export interface ProofValidator {
    validateVerificationToken(
      request: ValidateVerificationTokenRequest,
    ): Promise<ValidateVerificationTokenResult>;
    toJSON?(): { projectId: string };
  }

  /** What Parse Server calls. */
  export interface BaxVerifyAdapter {
    /** Resolves with what to store; rejects with a `Parse.Error`. */
    validateAuthData(
      authData: unknown,
      options?: unknown,
      request?: unknown,
    ): Promise<{ save: { id: string } }>;
    /** Reports what stands beside `options` in the configuration, in the log; never throws. */
    validateOptions(providerOptions: unknown): void;
    /** What a read of a user shows. */
    afterFind(authData: unknown): { id?: string };
  }

  /**
   * An adapter, for `auth: { baxverify: createBaxVerifyAdapter({ … }) }`.
   *
   * @throws {import('@baxcloud/baxverify').BaxVerifyError} `BAXVERIFY_INVALID_ARGUMENT`, with the option's name in
   * `details.field`: so a wrong configuration stops the server when it starts.
   */
  export function createBaxVerifyAdapter(options?: BaxVerifyAdapterOptions): BaxVerifyAdapter;

  export { adapterFromConfiguration as default };
}

export = adapterFromConfiguration;
