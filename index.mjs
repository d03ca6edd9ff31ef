// The CommonJS face again, so that a process has one instance of each class, however it is loaded.
export { BaxCloudVerifyClient, BaxVerifyError } from './index.js';
