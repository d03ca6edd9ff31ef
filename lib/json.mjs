/**
 * Saved when this file is loaded, so that a later replacement of `JSON.parse` does not affect the
 * SDK.
 */
export const { parse } = JSON;
