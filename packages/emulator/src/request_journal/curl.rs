//! Writes a request as a curl command. Keys and proofs are variables of the shell.

use super::redaction::{KEY, VARIABLES};

/// What a command needs. All texts are redacted.
pub struct Request<'a> {
    pub method: &'a str,
    /// The value of the header `Host`.
    pub host: &'a str,
    pub path: &'a str,
    pub project_id: Option<&'a str>,
    pub has_key: bool,
    pub body: Option<&'a str>,
}

pub fn command(request: &Request) -> String {
    let host = if is_host(request.host) { request.host } else { "127.0.0.1" };
    let mut command = format!("curl -X {}", quoted(request.method));
    command.push_str(" -H 'Content-Type: application/json'");
    if let Some(id) = request.project_id {
        command.push_str(" -H ");
        command.push_str(&quoted(&format!("X-Project-Id: {id}")));
    }
    if request.has_key {
        command.push_str(" -H \"Authorization: Bearer ");
        command.push_str(KEY);
        command.push('"');
    }
    if let Some(body) = request.body.filter(|body| !body.is_empty()) {
        command.push_str(" --data-raw ");
        command.push_str(&quoted(body));
    }
    command.push(' ');
    command.push_str(&quoted(&format!("http://{host}{}", request.path)));
    command
}

fn is_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]_".contains(&b))
}

/// Quotes a text for a POSIX shell. The variables of secrets stay variables.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    let mut rest = text;
    while let Some((at, special)) = next_special(rest) {
        quoted.push_str(&rest[..at]);
        if special == "'" {
            quoted.push_str(r"'\''");
        } else {
            for part in ["'\"", special, "\"'"] {
                quoted.push_str(part);
            }
        }
        rest = &rest[at + special.len()..];
    }
    quoted.push_str(rest);
    quoted.push('\'');
    quoted
}

/// Returns the position of the next quote or variable.
fn next_special(text: &str) -> Option<(usize, &'static str)> {
    for (at, _) in text.match_indices(['\'', '$']) {
        let rest = &text[at..];
        if rest.starts_with('\'') {
            return Some((at, "'"));
        }
        if let Some(variable) = VARIABLES.into_iter().find(|name| rest.starts_with(name)) {
            return Some((at, variable));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Request, command, quoted};

    #[test]
    fn a_command_has_the_key_as_a_variable() {
        let request = Request {
            method: "POST",
            host: "127.0.0.1:4229",
            path: "/v1/auth/sms/send",
            project_id: Some("proj_1"),
            has_key: true,
            body: Some(r#"{"phone":"+4366412345678"}"#),
        };
        assert_eq!(
            command(&request),
            "curl -X 'POST' -H 'Content-Type: application/json' -H 'X-Project-Id: proj_1' \
             -H \"Authorization: Bearer $BAXCLOUD_API_KEY\" \
             --data-raw '{\"phone\":\"+4366412345678\"}' 'http://127.0.0.1:4229/v1/auth/sms/send'"
        );
        let foreign = Request { host: "x$(id)", body: None, has_key: false, ..request };
        assert!(command(&foreign).ends_with("'http://127.0.0.1/v1/auth/sms/send'"));
    }

    #[test]
    fn a_shell_runs_nothing_of_a_quoted_text() {
        assert_eq!(quoted("a'b"), r"'a'\''b'");
        assert_eq!(quoted("$(id)`id`"), "'$(id)`id`'");
        assert_eq!(quoted("$BAXVERIFY_TOKEN'"), r#"''"$BAXVERIFY_TOKEN"''\'''"#);
    }
}
