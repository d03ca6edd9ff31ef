import { currentUser } from '@/lib/session';

export async function GET() {
  const user = await currentUser();
  const headers = { 'cache-control': 'no-store' };
  if (user) return Response.json({ user }, { headers });
  const refusal = { error: 'logged_out', message: 'Log in first.' };
  return Response.json(refusal, { status: 401, headers });
}
