//! The output: text, or with `--json` one JSON object per line.

use std::io::{self, Write};

use baxverify_emulator::{Description, MessageView};
use serde::Serialize;

/// Prints to stdout, and ignores that its reader has closed it.
pub fn print(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}

/// Prints a line to stderr.
pub fn report(text: &str) {
    let _ = io::stderr().write_all(format!("baxverify-emulator: {text}\n").as_bytes());
}

/// Where events are printed.
#[derive(Clone, Copy)]
pub enum Output {
    Stdout {
        json: bool,
    },
    /// With a prefix, because the command of `exec` prints there too.
    Stderr {
        json: bool,
    },
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum Line<'a> {
    Listening {
        inbox: &'a str,
        #[serde(flatten)]
        description: &'a Description,
    },
    Message {
        message: &'a MessageView,
    },
    Stopped,
}

impl Output {
    /// # Errors
    /// The reader has closed the output.
    pub fn listening(self, description: &Description) -> io::Result<()> {
        let Description { url, project_id, api_key, .. } = description;
        let inbox = url.strip_suffix("v1").unwrap_or(url);
        if self.is_json() {
            return self.line(&Line::Listening { inbox, description });
        }
        let variables = variables(url, project_id, api_key.as_deref());
        let lines = variables.map(|(name, value)| format!("  {name}={value}\n")).concat();
        self.write(&format!("BaxVerify emulator listening on {url}\nInbox: {inbox}\n\n{lines}\n"))
    }

    /// # Errors
    /// The reader has closed the output.
    pub fn message(self, message: &MessageView) -> io::Result<()> {
        if self.is_json() {
            return self.line(&Line::Message { message });
        }
        let prefix = match self {
            Self::Stdout { .. } => "",
            Self::Stderr { .. } => "[baxverify-emulator] ",
        };
        self.write(&format!("{prefix}{}", sms_line(message)))
    }

    pub fn stopped(self) {
        if self.is_json() {
            let _ = self.line(&Line::Stopped);
        }
    }

    fn is_json(self) -> bool {
        matches!(self, Self::Stdout { json: true } | Self::Stderr { json: true })
    }

    fn line(self, line: &Line<'_>) -> io::Result<()> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        self.write(&text)
    }

    fn write(self, text: &str) -> io::Result<()> {
        match self {
            Self::Stdout { .. } => {
                let mut stdout = io::stdout().lock();
                stdout.write_all(text.as_bytes())?;
                stdout.flush()
            }
            Self::Stderr { .. } => io::stderr().write_all(text.as_bytes()),
        }
    }
}

/// The environment variables that the SDK reads.
pub fn variables<'a>(
    url: &'a str,
    project_id: &'a str,
    api_key: Option<&'a str>,
) -> [(&'static str, &'a str); 3] {
    [
        ("BAXCLOUD_BASE_URL", url),
        ("BAXCLOUD_PROJECT_ID", project_id),
        ("BAXCLOUD_API_KEY", api_key.unwrap_or_default()),
    ]
}

/// Escapes control characters, because a purpose may contain any text.
fn sms_line(message: &MessageView) -> String {
    let MessageView { phone, text, purpose, .. } = message;
    let suffix = purpose.as_ref().map_or_else(String::new, |purpose| {
        let escaped = serde_json::to_string(purpose).unwrap_or_default();
        let is_control =
            |letter: char| matches!(letter, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}');
        format!(" [{}]", escaped.trim_matches('"').replace(is_control, "?"))
    });
    format!("SMS to {phone}: {text}{suffix}\n")
}
