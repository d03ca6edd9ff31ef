import { ProofInput } from '@/lib/input';
import { logInByProof } from '@/lib/login';
import { input, route } from '@/lib/route';

export const POST = route(async (request) => {
  const { token } = await input(request, ProofInput);
  return { user: await logInByProof(token, request.headers) };
});
