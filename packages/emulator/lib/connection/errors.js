function errorWithCode(code, message) {
  return Object.assign(new Error(message), { code });
}

/** The error of a wait that the end of the emulator, or of its handle, has interrupted. */
const stopped = () => errorWithCode('EMULATOR_STOPPED', 'waitForCode: the emulator has stopped');

module.exports = { errorWithCode, stopped };
