import { redirect } from 'next/navigation';
import { currentUser } from '@/lib/session';
import { logOut } from './login/actions';

export default async function Home() {
  const user = await currentUser();
  if (!user) redirect('/login');
  return (
    <form action={logOut}>
      <p>Logged in as {user.phone}.</p>
      <button type="submit">Log out</button>
    </form>
  );
}
