//! Any text with any secrets: no secret can be read in what is left, and nothing panics.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/leaks.rs"]
mod leaks;
#[path = "../../tests/support/redact_entry.rs"]
mod redact_entry;

fuzz_target!(|input: &[u8]| redact_entry::check_entry(input));
