import { index, route } from '@react-router/dev/routes';

export default [
  index('routes/page.jsx'),
  route('login', 'routes/login.mjs'),
  route('login-fetch', 'routes/login-fetch.mjs'),
];
