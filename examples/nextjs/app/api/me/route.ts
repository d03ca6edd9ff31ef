import { Refused } from '@/lib/refused';
import { route } from '@/lib/route';
import { currentUser } from '@/lib/session';

export const GET = route(async () => {
  const user = await currentUser();
  if (!user) throw new Refused(401, 'logged_out');
  return { user };
});
