export * from './lib/guard/types.js';
export * from './lib/handlers/types.js';
export * from './lib/login/types.js';

/**
 * The country of an E.164 number: an ISO 3166-1 alpha-2 code; a calling code such as `+870` where no country has it;
 * `undefined` where nobody has it, or for what is not E.164.
 */
export declare function countryOf(phone: string): string | undefined;
