import { phoneLogin } from './login';

/** After an error here, Next.js would continue and answer every request with 500. */
export function requireSettings() {
  try {
    phoneLogin();
  } catch (error) {
    console.error(String(error));
    process.exit(1);
  }
}
