/** Before the first request: what is missing ends the server, not somebody's login. */
export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { requireSettings } = await import('./lib/require-settings');
    requireSettings();
  }
}
