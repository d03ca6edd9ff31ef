function errorWithCode(code, message) {
  return Object.assign(new Error(message), { code });
}

/** The error of a wait that the end of the emulator, or of its handle, has interrupted. */
const stopped = (caller = 'waitForCode') =>
  errorWithCode('EMULATOR_STOPPED', `${caller}: the emulator has stopped`);

/** The error of a wait for a project that was removed, or that never existed. */
const projectRemoved = () =>
  errorWithCode(
    'EMULATOR_PROJECT_REMOVED',
    'waitForCode: there is no such project, or it was removed',
  );

module.exports = { errorWithCode, projectRemoved, stopped };
