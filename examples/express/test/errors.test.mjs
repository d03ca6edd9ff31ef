import * as runner from 'node:test';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { testErrors, testFault } from '../../kit/errors.mjs';
import { startApp } from './support.js';

const subject = { emulator: useEmulator(runner), startApp };

testErrors(subject);
testFault(subject);
