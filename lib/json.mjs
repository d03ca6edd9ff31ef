/** Taken when this file is loaded, so a `JSON.parse` that is replaced later does not reach the SDK. */
export const { parse } = JSON;
