import type {
  ValidateVerificationTokenRequest,
  ValidateVerificationTokenResult,
} from '@baxcloud/baxverify';

/**
 * The factory that Parse Server calls if you configure the adapter by name, `module:
 * '@baxcloud/parse-server-baxverify'`.
 *
 * It never throws. With a wrong configuration, every login fails with code 252, and the log of
 * Parse Server names the option. Existing users can still be read and unlinked.
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
     * The base URL of the service, such as that of an emulator.
     * @default the environment variable `BAXCLOUD_BASE_URL`, else the address of the service
     */
    baseUrl?: string;
    /**
     * The deadline of a validation in milliseconds. It covers the response of the service and
     * `normalizePhone`.
     * @default 10000
     */
    timeout?: number;
    /**
     * The accepted purposes of a proof, such as `['LOGIN']`.
     * @default any
     */
    purposes?: readonly string[];
    /**
     * `false` rejects all users with code 252. Keys are then not needed.
     * @default true
     */
    enabled?: boolean;
    /**
     * Maps the phone number of a validated proof to the id of your users, if they differ.
     * `authData.id` must equal the result exactly.
     *
     * Different phone numbers must give different ids. If two numbers have the same id, each can
     * log in as the other's user. If the function throws a `Parse.Error`, the client receives it
     * unchanged.
     */
    normalizePhone?: (phone: string) => string | Promise<string>;
    /**
     * Your own client, instead of `apiKey`, `baseUrl` and `timeout`. Set `projectId` too if the
     * client has no `toJSON()` that returns it.
     */
    client?: ProofValidator;
  }

  /** The part of a `BaxCloudVerifyClient` that the adapter uses. */
  export interface ProofValidator {
    validateVerificationToken(
      request: ValidateVerificationTokenRequest,
    ): Promise<ValidateVerificationTokenResult>;
    toJSON?(): { projectId: string };
  }

  /** The methods that Parse Server calls. */
  export interface BaxVerifyAdapter {
    /** Resolves with the data to store. Rejects with a `Parse.Error`. */
    validateAuthData(
      authData: unknown,
      options?: unknown,
      request?: unknown,
    ): Promise<{ save: { id: string } }>;
    /** Logs options that are next to `options` in the configuration, not in it. Never throws. */
    validateOptions(providerOptions: unknown): void;
    /** Returns the data that a read of a user shows. */
    afterFind(authData: unknown): { id?: string };
  }

  /**
   * Creates an adapter for `auth: { baxverify: createBaxVerifyAdapter({ … }) }`.
   *
   * @throws {import('@baxcloud/baxverify').BaxVerifyError} `BAXVERIFY_INVALID_ARGUMENT`, with the
   * option's name in `details.field`. A wrong configuration therefore stops the server at startup.
   */
  export function createBaxVerifyAdapter(options?: BaxVerifyAdapterOptions): BaxVerifyAdapter;

  export { adapterFromConfiguration as default };
}

export = adapterFromConfiguration;
