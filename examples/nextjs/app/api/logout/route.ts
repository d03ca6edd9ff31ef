import { route } from '@/lib/route';
import { endSession } from '@/lib/session';

export const POST = route(async () => {
  await endSession();
  return undefined;
});
