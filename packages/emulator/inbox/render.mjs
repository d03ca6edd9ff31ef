// Schedules the rendering of the page.

const renderers = new Set();
let isScheduled = false;
let isPressed = false;

export function onRender(render) {
  renderers.add(render);
}

/** Schedules one rendering for all changes until then. */
export function changed() {
  if (isScheduled) return;
  isScheduled = true;
  // A background tab gets no animation frames, but its title shows the count of new messages.
  if (document.hidden) setTimeout(render, 200);
  else requestAnimationFrame(render);
}

/** Renders now. */
export function render() {
  // Nothing moves under a pressed button, which would lose the click or get another one's.
  if (isPressed) {
    isScheduled = true;
    return;
  }
  isScheduled = false;
  for (const each of renderers) each();
}

function press({ button }) {
  isPressed = button === 0;
}

function release() {
  if (!isPressed) return;
  isPressed = false;
  // The click comes after the release.
  if (isScheduled) setTimeout(render, 0);
}

addEventListener('pointerdown', press, { capture: true });
for (const type of ['pointerup', 'pointercancel', 'dragend']) {
  addEventListener(type, release, { capture: true });
}
// The list of a `select` or a menu may get the event of the release.
addEventListener('pointermove', ({ buttons }) => {
  if (buttons === 0) release();
});
addEventListener('keydown', release, { capture: true });
// Without `capture`, this is the window's own event.
addEventListener('blur', release);
// A frame that was requested before may not come while the page is hidden.
document.addEventListener('visibilitychange', () => {
  if (isScheduled) render();
});
