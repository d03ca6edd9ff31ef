//! The help text.

use std::fmt::Write;

use super::table;

const USAGE: &str = include_str!("../../../lib/cli/usage.txt");

const COLUMN: usize = 28;

pub fn help() -> String {
    let mut text = USAGE.to_owned();
    let mut line = |flag: &str, words: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {flag:COLUMN$}{words}");
    };
    for row in table::rows() {
        let mark = if row.kind.separator().is_some() { " +" } else { "" };
        let initial = match &row.command_default {
            Some(other) => format!("{other}; exec: {}", row.default),
            None => row.default.clone(),
        };
        let words = format!("{} (default: {initial})", row.help);
        line(&format!("--{}{mark}", row.flag()), &words);
    }
    line("--version, -v", "print the version");
    line("--help, -h", "print this help");
    text
}
