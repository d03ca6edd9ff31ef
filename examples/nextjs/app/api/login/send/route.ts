import { SendInput } from '@/lib/input';
import { sendCode } from '@/lib/login';
import { input, route } from '@/lib/route';

export const POST = route(async (request) => {
  const { phone } = await input(request, SendInput);
  return sendCode(phone, request.headers);
});
