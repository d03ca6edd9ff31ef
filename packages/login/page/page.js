// The login in the browser: a number, then its code.

const element = (id) => document.getElementById(id);
const { basePath, afterLogin, texts: textsJson } = document.querySelector('main').dataset;
const texts = JSON.parse(textsJson);

const steps = {
  phone: { form: element('phone-form'), input: element('phone'), error: element('phone-error') },
  code: { form: element('code-form'), input: element('code'), error: element('code-error') },
};

/** What a new code is needed after. */
const NEEDS_CODE = ['code_expired', 'code_spent', 'unfinished'];
const TIMEOUT_MS = 30_000;

let phone = '';
let isBusy = false;
/** Ends the wait for an SMS that the browser reads by itself. */
let reading = new AbortController();

async function post(route, body) {
  try {
    const response = await fetch(`${basePath}/${route}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    });
    if (response.redirected) return { goTo: response.url };
    // The app may answer a login with anything, also with null.
    const answer = (await response.json().catch(() => null)) || {};
    if (response.ok) return { answer };
    return { refusal: { ...answer, message: answer.message || texts.failed } };
  } catch {
    return { refusal: { error: 'offline', message: texts.offline } };
  }
}

/** One request at a time: buttons do nothing until it ends. */
async function once({ form }, work) {
  if (isBusy) return;
  isBusy = true;
  form.setAttribute('aria-busy', 'true');
  try {
    await work();
  } finally {
    isBusy = false;
    form.removeAttribute('aria-busy');
  }
}

function show(step) {
  for (const other of Object.values(steps)) {
    other.form.hidden = other !== step;
    clear(other);
  }
  step.input.focus();
}

function clear({ input, error }) {
  input.removeAttribute('aria-invalid');
  error.textContent = '';
  element('status').textContent = '';
}

function refuse({ input, error }, message, focus = input) {
  input.setAttribute('aria-invalid', 'true');
  error.textContent = message;
  focus.focus();
}

const waits = new Map();

/** A button that works again after a while, and says when. Screen readers hear of the end only. */
function wait(button, seconds) {
  clearInterval(waits.get(button));
  button.dataset.label ??= button.textContent;
  const end = Date.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    const isOver = left <= 0;
    button.setAttribute('aria-disabled', String(!isOver));
    button.textContent = isOver
      ? button.dataset.label
      : `${button.dataset.label} (${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')})`;
    if (!isOver) return;
    clearInterval(waits.get(button));
    if (!button.form.hidden && seconds > 0) element('status').textContent = texts.ready;
  };
  waits.set(button, setInterval(tick, 1000));
  tick();
}

const isWaiting = (button) => button.getAttribute('aria-disabled') === 'true';

function send(step, typed) {
  return once(step, async () => {
    clear(step);
    const { answer, refusal } = await post('send', { phone: typed });
    if (answer || refusal?.error === 'sms_may_arrive') {
      phone = answer?.phone ?? typed;
      element('sent-to').textContent = phone;
      steps.code.input.value = '';
      show(steps.code);
      wait(element('resend'), (answer?.resendAfterSeconds ?? refusal?.retryAfterSeconds) || 0);
      if (refusal) element('status').textContent = refusal.message;
      else if (step === steps.code) element('status').textContent = texts.sentAgain;
      readSms();
      return;
    }
    const button = step === steps.phone ? element('send') : element('resend');
    if (refusal?.retryAfterSeconds) wait(button, refusal.retryAfterSeconds);
    refuse(step, refusal?.message ?? texts.failed);
  });
}

function verify() {
  return once(steps.code, async () => {
    clear(steps.code);
    const code = steps.code.input.value;
    const { answer, refusal, goTo } = await post('verify', { phone, code });
    if (answer || goTo) {
      reading.abort();
      element('status').textContent = texts.loggedIn;
      location.assign(goTo ?? afterLogin);
      return;
    }
    if (refusal.retryAfterSeconds) wait(element('verify'), refusal.retryAfterSeconds);
    const needsCode = NEEDS_CODE.includes(refusal.error) && !isWaiting(element('resend'));
    refuse(steps.code, refusal.message, needsCode ? element('resend') : steps.code.input);
  });
}

/** WebOTP: where the browser can, it reads the code of an SMS that names this site. */
async function readSms() {
  reading.abort();
  reading = new AbortController();
  if (!('OTPCredential' in window)) return;
  try {
    const { signal } = reading;
    const { code } = await navigator.credentials.get({ otp: { transport: ['sms'] }, signal });
    steps.code.input.value = code;
    await verify();
  } catch {
    // Then it is typed.
  }
}

steps.phone.form.addEventListener('submit', (event) => {
  event.preventDefault();
  const typed = steps.phone.input.value.trim();
  if (isWaiting(element('send'))) return;
  if (typed === '') refuse(steps.phone, texts.phoneMissing);
  else send(steps.phone, typed);
});

steps.code.form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (isWaiting(element('verify'))) return;
  if (steps.code.input.value.trim() === '') refuse(steps.code, texts.codeMissing);
  else verify();
});

element('resend').addEventListener('click', () => {
  if (!isWaiting(element('resend'))) send(steps.code, phone);
});

element('change').addEventListener('click', () => {
  reading.abort();
  show(steps.phone);
});

steps.phone.input.focus();
