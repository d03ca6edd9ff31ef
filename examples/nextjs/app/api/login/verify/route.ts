import { VerifyInput } from '@/lib/input';
import { logInByCode } from '@/lib/login';
import { input, route } from '@/lib/route';

export const POST = route(async (request) => {
  const { phone, code } = await input(request, VerifyInput);
  return { user: await logInByCode(phone, code, request.headers) };
});
