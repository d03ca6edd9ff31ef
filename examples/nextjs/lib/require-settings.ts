import { baxverify } from './baxverify';

/** By itself Next.js would go on after an error here, and answer every request with 500. */
export function requireSettings() {
  try {
    baxverify();
  } catch (error) {
    console.error(String(error));
    process.exit(1);
  }
}
