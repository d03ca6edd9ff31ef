/** Runs before the first request. If a setting is missing, the server does not start. */
export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { requireSettings } = await import('./lib/require-settings');
    requireSettings();
  }
}
