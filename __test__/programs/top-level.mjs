export let error;
try {
  await globalThis.clientOfTopLevel.getStats(); // mark: top level
} catch (reason) {
  error = reason;
}
