// The CommonJS face again, so that a process has one instance of each class, however it is loaded.
import face from './index.js';

export const { BaxCloudVerifyClient, BaxVerifyError } = face;
