//! The five operations of the service, and the limits of their parameters.

use baxverify_wire::{ListLogs, Route, SendOtp, Stats, ValidateToken, Verb, VerifyOtp};

use crate::error::CallError;
use crate::redact::{Secrets, mask_phone};

/// One operation with its parameters.
pub enum Operation {
    /// Sends a one-time password.
    Send(SendOtp),
    /// Verifies a one-time password.
    Verify(VerifyOtp),
    /// Validates the proof of a verification.
    ValidateToken(ValidateToken),
    /// Reads the statistics.
    Stats(Stats),
    /// Lists the messages of the delivery log.
    Logs(ListLogs),
}

/// A text parameter of an operation.
struct Text<'a> {
    name: &'static str,
    kind: Kind,
    value: &'a str,
}

impl<'a> Text<'a> {
    const fn new(name: &'static str, kind: Kind, value: &'a str) -> Self {
        Self { name, kind, value }
    }

    const fn phone(value: &'a str) -> Self {
        Self::new("phone", Kind::Phone, value)
    }

    fn name(name: &'static str, value: Option<&'a str>) -> Option<Self> {
        value.map(|value| Self::new(name, Kind::Name, value))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Phone,
    Code,
    Token,
    /// A name for programs, such as a purpose. Not a secret.
    Name,
}

impl Kind {
    /// The greatest length, in UTF-16 units as in JavaScript.
    const fn max_length(self) -> usize {
        match self {
            // Phone numbers have at most 15 digits (E.164), and people write separators between
            // them.
            Self::Phone | Self::Code => 64,
            // Tokens travel in headers, and servers take headers of 8 to 16 KiB.
            Self::Token => 16 * 1024,
            Self::Name => 256,
        }
    }
}

impl Operation {
    pub(crate) const fn route(&self) -> Route {
        match self {
            Self::Send(_) => Route::Send,
            Self::Verify(_) => Route::Verify,
            Self::ValidateToken(_) => Route::ValidateToken,
            Self::Stats(_) => Route::Stats,
            Self::Logs(_) => Route::Logs,
        }
    }

    /// The text parameters that are set, in the order in which they are checked.
    fn texts(&self) -> impl Iterator<Item = Text<'_>> {
        let texts = match self {
            Self::Send(SendOtp { phone, purpose }) => {
                [Some(Text::phone(phone)), Text::name("purpose", purpose.as_deref())]
            }
            Self::Verify(VerifyOtp { phone, code }) => {
                [Some(Text::phone(phone)), Some(Text::new("code", Kind::Code, code))]
            }
            Self::ValidateToken(ValidateToken { token, .. }) => {
                [Some(Text::new("token", Kind::Token, token)), None]
            }
            Self::Stats(_) => [None, None],
            Self::Logs(ListLogs { phone, status, .. }) => {
                [phone.as_deref().map(Text::phone), Text::name("status", status.as_deref())]
            }
        };
        texts.into_iter().flatten()
    }

    /// Checks that each text is not empty and not too long.
    ///
    /// # Errors
    /// `BAXVERIFY_INVALID_ARGUMENT` with the name of the parameter and its limit.
    pub(crate) fn check(&self) -> Result<(), CallError> {
        for Text { name, kind, value } in self.texts() {
            let most = kind.max_length();
            if value.is_empty() || value.len() > most && value.encode_utf16().count() > most {
                let expected = format!("a non-empty string of at most {most} characters");
                return Err(CallError::invalid_argument(name, &expected));
            }
        }
        Ok(())
    }

    /// Whether doing it twice has the effect of doing it once. A second send is a second SMS, a
    /// second verify may use up an attempt, and a second validation finds the token consumed.
    pub(crate) const fn is_idempotent(&self) -> bool {
        matches!(self.route().verb(), Verb::Get)
    }

    /// The body of a POST; `None` for a GET.
    ///
    /// # Errors
    /// None with these types, which always serialize.
    pub(crate) fn body(&self) -> serde_json::Result<Option<Vec<u8>>> {
        match self {
            Self::Send(body) => serde_json::to_vec(body).map(Some),
            Self::Verify(body) => serde_json::to_vec(body).map(Some),
            Self::ValidateToken(body) => serde_json::to_vec(body).map(Some),
            Self::Stats(_) | Self::Logs(_) => Ok(None),
        }
    }

    /// The query parameters of a GET that are set.
    pub(crate) fn query(&self) -> Vec<(&'static str, String)> {
        let numbers = match self {
            Self::Stats(Stats { days }) => vec![("days", *days)],
            Self::Logs(ListLogs { page, limit, .. }) => vec![("page", *page), ("limit", *limit)],
            Self::Send(_) | Self::Verify(_) | Self::ValidateToken(_) => return Vec::new(),
        };
        let numbers =
            numbers.into_iter().filter_map(|(name, value)| Some((name, value?.to_string())));
        self.texts().map(|text| (text.name, text.value.to_owned())).chain(numbers).collect()
    }

    /// The phone number of the call, masked for logs.
    pub(crate) fn masked_phone(&self) -> Option<String> {
        let phone = self.texts().find(|text| text.kind == Kind::Phone)?;
        Some(mask_phone(phone.value))
    }

    /// The secrets of this call, which no error may show.
    pub(crate) fn secrets(&self, api_key: &str) -> Secrets {
        let mut secrets = Secrets::default();
        secrets.add_key(api_key);
        for Text { kind, value, .. } in self.texts() {
            match kind {
                Kind::Phone => secrets.add_phone(value),
                Kind::Code => secrets.add_code(value),
                Kind::Token => secrets.add_token(value),
                Kind::Name => {}
            }
        }
        secrets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(operation: &Operation) -> Option<String> {
        let error = operation.check().err()?;
        assert!(!error.to_json().contains("111"));
        error.details.and_then(|details| details["field"].as_str().map(ToOwned::to_owned))
    }

    #[test]
    fn values_are_bounded() {
        let text = |length| "1".repeat(length);
        let send = |phone: usize, purpose| {
            let purpose = Some(text(purpose));
            refused(&Operation::Send(SendOtp { phone: text(phone), purpose }))
        };
        assert_eq!(send(64, 256), None);
        assert_eq!(send(65, 256).as_deref(), Some("phone"));
        assert_eq!(send(0, 256).as_deref(), Some("phone"));
        assert_eq!(send(64, 257).as_deref(), Some("purpose"));

        let verify = |phone, code| {
            refused(&Operation::Verify(VerifyOtp { phone: text(phone), code: text(code) }))
        };
        assert_eq!(verify(64, 64), None);
        assert_eq!(verify(50_000, 6).as_deref(), Some("phone"));
        assert_eq!(verify(13, 65).as_deref(), Some("code"));

        let validate = |token| {
            refused(&Operation::ValidateToken(ValidateToken { token: text(token), consume: true }))
        };
        assert_eq!(validate(16_384), None);
        assert_eq!(validate(16_385).as_deref(), Some("token"));

        let logs = |phone, status| {
            let (phone, status) = (Some(text(phone)), Some(text(status)));
            refused(&Operation::Logs(ListLogs { phone, status, ..ListLogs::default() }))
        };
        assert_eq!(logs(64, 256), None);
        assert_eq!(logs(65, 256).as_deref(), Some("phone"));
        assert_eq!(logs(64, 257).as_deref(), Some("status"));
        assert_eq!(refused(&Operation::Logs(ListLogs::default())), None);
    }

    #[test]
    fn characters_count_as_in_javascript() {
        let send = |phone: String| refused(&Operation::Send(SendOtp { phone, purpose: None }));
        assert_eq!(send("é".repeat(64)), None);
        assert_eq!(send("𝟙".repeat(32)), None);
        assert_eq!(send("𝟙".repeat(33)).as_deref(), Some("phone"));
    }
}
