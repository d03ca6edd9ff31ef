//! The search of messages: words, and operators such as `to:` and `status:`.
//!
//! Parsing and matching take linear time in the length of the texts.

use super::message::Message;
use crate::clock::Millis;
use crate::phone::PhonePattern;
use crate::quote::quoted;

/// Characters of a search.
const MAX_LENGTH: usize = 1_000;
const MAX_TERMS: usize = 20;

/// Terms that a message must match, all of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Search(Vec<Term>);

#[derive(Debug, PartialEq, Eq)]
enum Term {
    To(PhonePattern),
    Status(State),
    /// In lower case.
    Purpose(String),
    Project(String),
    /// A word in lower case, and as a part of a phone number.
    Text(String, Option<PhonePattern>),
}

/// A state as the inbox names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Sent,
    Verified,
    Consumed,
    Expired,
    Failed,
    Delayed,
    Lost,
}

const STATES: [(&str, State); 7] = [
    ("sent", State::Sent),
    ("verified", State::Verified),
    ("consumed", State::Consumed),
    ("expired", State::Expired),
    ("failed", State::Failed),
    ("delayed", State::Delayed),
    ("lost", State::Lost),
];

impl Search {
    /// Parses words and operators: `to:`, `status:`, `purpose:` and `project:`. Double quotes hold
    /// a value with spaces together. The value of `to:` may contain spaces without quotes.
    ///
    /// # Errors
    /// Returns what is wrong with the search.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.chars().count() > MAX_LENGTH {
            return Err(format!("search: must have at most {MAX_LENGTH} characters"));
        }
        let mut terms = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            if terms.len() == MAX_TERMS {
                return Err(format!("search: must have at most {MAX_TERMS} words"));
            }
            let (term, after) = next_term(rest)?;
            terms.extend(term);
            rest = after.trim_start();
        }
        Ok(Self(terms))
    }

    /// Whether every message matches.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn matches(&self, project_id: &str, message: &Message, now: Millis) -> bool {
        self.0.iter().all(|term| term.matches(project_id, message, now))
    }
}

/// Parses the first term. An empty pair of quotes is no term.
fn next_term(text: &str) -> Result<(Option<Term>, &str), String> {
    for operator in ["to", "status", "purpose", "project"] {
        let name = text.get(..operator.len()).filter(|name| name.eq_ignore_ascii_case(operator));
        if let Some(value) = name.and_then(|_| text[operator.len()..].strip_prefix(':')) {
            return operator_term(operator, value.trim_start());
        }
    }
    let (word, rest) = value(text);
    let phone = PhonePattern::parse(word);
    Ok(((!word.is_empty()).then(|| Term::Text(word.to_lowercase(), phone)), rest))
}

fn operator_term<'a>(operator: &str, text: &'a str) -> Result<(Option<Term>, &'a str), String> {
    let (word, rest) = if operator == "to" { phone_value(text) } else { value(text) };
    if word.trim().is_empty() {
        return Err(format!("search: {operator}: needs a value"));
    }
    let term = match operator {
        "to" => PhonePattern::parse(word).map(Term::To).ok_or_else(|| {
            format!("search: to: must be a phone number or the start of one, got {}", quoted(word))
        })?,
        "status" => {
            let state = STATES.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
            let (_, state) = state.ok_or_else(|| {
                let names = STATES.map(|(name, _)| name).join(", ");
                format!("search: status: must be one of {names}, got {}", quoted(word))
            })?;
            Term::Status(state)
        }
        "purpose" => Term::Purpose(word.to_lowercase()),
        _ => Term::Project(word.to_owned()),
    };
    Ok((Some(term), rest))
}

/// Splits a quoted value or a word from the text. A missing closing quote ends with the text.
fn value(text: &str) -> (&str, &str) {
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted.split_once('"').unwrap_or((quoted, ""));
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// Splits a phone number, which may contain spaces, from the text.
fn phone_value(text: &str) -> (&str, &str) {
    let is_part = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+-()/.".contains(c);
    if text.starts_with('"') {
        return value(text);
    }
    let end = text.find(|c: char| !is_part(c)).unwrap_or(text.len());
    // The number ends before a space, not within a word.
    let end = match &text[..end] {
        _ if end == text.len() => end,
        part => part.rfind(char::is_whitespace).unwrap_or(0),
    };
    if text[..end].trim().is_empty() { value(text) } else { text.split_at(end) }
}

impl Term {
    fn matches(&self, project_id: &str, message: &Message, now: Millis) -> bool {
        match self {
            Self::To(pattern) => pattern.matches(&message.phone),
            Self::Status(state) => state.matches(message, now),
            Self::Purpose(purpose) => {
                message.purpose.as_ref().is_some_and(|is| is.to_lowercase() == *purpose)
            }
            Self::Project(project) => project_id == project,
            Self::Text(word, phone) => {
                let contains = |text: &str| text.to_lowercase().contains(word);
                message.phone.contains(word)
                    || phone.as_ref().is_some_and(|phone| phone.occurs_in(&message.phone))
                    || message.id == *word
                    || message.request_id == *word
                    || contains(&message.text)
                    || message.purpose.as_deref().is_some_and(contains)
                    || contains(project_id)
            }
        }
    }
}

impl State {
    fn matches(self, message: &Message, now: Millis) -> bool {
        use baxverify_wire::LogStatus;
        let status = message.status(now);
        match self {
            Self::Sent => status == LogStatus::Sent,
            Self::Verified => status == LogStatus::Verified,
            Self::Expired => status == LogStatus::Expired,
            Self::Failed => status == LogStatus::Failed,
            Self::Consumed => message.consumed_at.is_some(),
            Self::Delayed => message.due_at.is_some(),
            Self::Lost => {
                message.arrived_at.is_none()
                    && message.due_at.is_none()
                    && status != LogStatus::Failed
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_LENGTH, Search};
    use crate::service::message::{Message, Outcome};

    fn message(phone: &str, purpose: Option<&str>) -> Message {
        Message {
            id: "msg_1".to_owned(),
            request_id: "req_1".to_owned(),
            phone: phone.to_owned(),
            purpose: purpose.map(str::to_owned),
            code: "482913".to_owned(),
            text: "Your verification code is 482913.".to_owned(),
            created_at: 0,
            expires_at: 10,
            arrived_at: Some(0),
            due_at: None,
            copies: 1,
            consumed_at: None,
            order: 0,
            attempts_left: 5,
            wrong_codes: 0,
            last_wrong_at: None,
            outcome: Outcome::Open,
        }
    }

    fn finds(search: &str) -> bool {
        let message = message("+4366412345678", Some("Sign in"));
        Search::parse(search).unwrap().matches("proj_a", &message, 5)
    }

    #[test]
    fn words_and_operators_select_messages() {
        for search in [
            "",
            "  ",
            "482913",
            "CODE",
            "664",
            "+43664",
            "0664 12345678",
            "to:+43 664 12345678",
            "to: +43 664 1234",
            "TO:0664/123-45-678 status:sent",
            "to:0043664",
            "to:\"+43 664\" 482913",
            "to:+43664 sign",
            "purpose:\"sign IN\"",
            "status:SENT project:proj_a",
            "msg_1",
            "\"code is 482913\"",
            "\"\"",
            "\"unclosed",
        ]
        .iter()
        .filter(|search| **search != "\"unclosed")
        {
            assert!(finds(search), "{search}");
        }
        for search in [
            "to:+44",
            "to:12345678",
            "status:verified",
            "status:lost",
            "status:consumed",
            "purpose:sign",
            "project:proj_",
            "project:PROJ_A",
            "nothing",
            "code 999999",
            "http://x",
            "\"unclosed",
        ] {
            assert!(!finds(search), "{search}");
        }
    }

    #[test]
    fn errors_say_what_an_operator_needs() {
        for (search, message) in [
            ("to:", "search: to: needs a value"),
            ("status: ", "search: status: needs a value"),
            ("purpose:\"\" x", "search: purpose: needs a value"),
            ("to:abc", "search: to: must be a phone number or the start of one, got \"abc\""),
            (
                "status:open",
                "search: status: must be one of sent, verified, consumed, expired, failed, \
                 delayed, lost, got \"open\"",
            ),
        ] {
            assert_eq!(Search::parse(search).unwrap_err(), message);
        }
        assert!(Search::parse(&"x".repeat(MAX_LENGTH + 1)).is_err());
        assert!(Search::parse(&"x ".repeat(21)).is_err());
        assert!(Search::parse(&"é".repeat(MAX_LENGTH)).is_ok());
    }
}
