//! The emulator as a Node addon. `functions` has what JavaScript calls.

mod functions;
mod js_callback;
mod running_emulator;
