export * from './lib/guard/types.js';
export * from './lib/handlers/types.js';
export * from './lib/login/types.js';

/**
 * The country of an E.164 number: an ISO 3166-1 alpha-2 code, or a calling code such as `+870` that
 * belongs to no country. `undefined` for an unassigned calling code, and for what is not E.164.
 */
export declare function countryOf(phone: string): string | undefined;
