/**
 * Saved when this file is loaded, so that a later replacement of `JSON.parse` or `JSON.stringify`
 * does not affect the SDK.
 */
export const { parse, stringify } = JSON;
