import { type Reason, TEXTS } from '@/lib/refused';
import { checkLoginCode, sendLoginCode } from './actions';

type Query = Promise<Record<string, string | string[] | undefined>>;

/** Two forms that work without scripts. */
export default async function Login({ searchParams }: { searchParams: Query }) {
  const { step, error } = await searchParams;
  const problem =
    typeof error === 'string' && Object.hasOwn(TEXTS, error) ? TEXTS[error as Reason] : undefined;
  return (
    <>
      <h1>Log in</h1>
      {problem && <p role="alert">{problem}</p>}
      {step === 'code' ? <CodeForm /> : <PhoneForm />}
    </>
  );
}

function PhoneForm() {
  return (
    <form action={sendLoginCode}>
      <label>
        Phone number <input name="phone" type="tel" autoComplete="tel" required />
      </label>
      <button type="submit">Send code</button>
    </form>
  );
}

function CodeForm() {
  return (
    <form action={checkLoginCode}>
      <label>
        Code from the SMS{' '}
        <input name="code" inputMode="numeric" autoComplete="one-time-code" required />
      </label>
      <button type="submit">Log in</button> <a href="/login">Send a new code</a>
    </form>
  );
}
