import { checkLoginCode, sendLoginCode } from './actions';

type Query = Promise<Record<string, string | string[] | undefined>>;

/** Two forms that work without scripts. */
export default async function Login({ searchParams }: { searchParams: Query }) {
  const { step, error } = await searchParams;
  const { DEFAULT_MESSAGES } = await import('@baxcloud/baxverify-login');
  const [, problem] = Object.entries(DEFAULT_MESSAGES).find(([reason]) => reason === error) ?? [];
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
