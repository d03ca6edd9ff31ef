import { step } from './steps.mjs';

export default {
  async fetch(request) {
    const { name, ...options } = await request.json();
    return Response.json(await step(name, options));
  },
};
