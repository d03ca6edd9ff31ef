/**
 * Starts an emulator before the modules of an application are loaded, with the default options:
 * `node --import @baxcloud/baxverify-emulator/register`. See `registerEmulator` in `testing`.
 *
 * @packageDocumentation
 */
export {};
