//! The five things that the service can be asked for.

use baxverify_wire::{ListLogs, Route, SendOtp, Stats, ValidateToken, Verb, VerifyOtp};

use crate::error::CallError;
use crate::redact::{Secrets, mask_phone};

/// Characters of a phone number or a code. Numbers have at most 15 digits (E.164), and people write them with
/// signs in between.
const LONGEST_NUMBER: usize = 64;
/// Bytes of a proof token. Servers take headers of 8 to 16 KiB, which is where such tokens travel.
const LONGEST_TOKEN: usize = 16 * 1024;
/// Characters of a name such as a purpose.
const LONGEST_NAME: usize = 256;

/// One call with its parameters.
pub enum Operation {
    Send(SendOtp),
    Verify(VerifyOtp),
    ValidateToken(ValidateToken),
    Stats(Stats),
    Logs(ListLogs),
}

impl Operation {
    /// Whether all values are of a size that the service can mean.
    ///
    /// # Errors
    /// `BAXVERIFY_INVALID_ARGUMENT` with the name of the field and its limit.
    pub fn check(&self) -> Result<(), CallError> {
        match self {
            Self::Send(SendOtp { phone, purpose }) => {
                check("phone", phone, LONGEST_NUMBER)?;
                check_optional("purpose", purpose.as_deref(), LONGEST_NAME)
            }
            Self::Verify(VerifyOtp { phone, code }) => {
                check("phone", phone, LONGEST_NUMBER)?;
                check("code", code, LONGEST_NUMBER)
            }
            Self::ValidateToken(ValidateToken { token, .. }) => {
                check("token", token, LONGEST_TOKEN)
            }
            Self::Stats(_) => Ok(()),
            Self::Logs(ListLogs { phone, status, .. }) => {
                check_optional("phone", phone.as_deref(), LONGEST_NUMBER)?;
                check_optional("status", status.as_deref(), LONGEST_NAME)
            }
        }
    }

    #[must_use]
    pub const fn route(&self) -> Route {
        match self {
            Self::Send(_) => Route::Send,
            Self::Verify(_) => Route::Verify,
            Self::ValidateToken(_) => Route::ValidateToken,
            Self::Stats(_) => Route::Stats,
            Self::Logs(_) => Route::Logs,
        }
    }

    /// Whether doing it twice does no more than doing it once. A second send is a second SMS, a
    /// second verify may use up an attempt, a second validation finds the token consumed.
    #[must_use]
    pub const fn is_idempotent(&self) -> bool {
        matches!(self.route().verb(), Verb::Get)
    }

    /// The body of a POST; `None` for a GET.
    ///
    /// # Errors
    /// None with these shapes: they hold nothing that JSON cannot.
    pub fn body(&self) -> serde_json::Result<Option<Vec<u8>>> {
        match self {
            Self::Send(body) => serde_json::to_vec(body).map(Some),
            Self::Verify(body) => serde_json::to_vec(body).map(Some),
            Self::ValidateToken(body) => serde_json::to_vec(body).map(Some),
            Self::Stats(_) | Self::Logs(_) => Ok(None),
        }
    }

    /// Name and value of each query parameter of a GET.
    #[must_use]
    pub fn query(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Stats(query) => {
                query.days.map(|days| ("days", days.to_string())).into_iter().collect()
            }
            Self::Logs(query) => [
                ("phone", query.phone.clone()),
                ("status", query.status.clone()),
                ("page", query.page.map(|page| page.to_string())),
                ("limit", query.limit.map(|limit| limit.to_string())),
            ]
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| (name, value)))
            .collect(),
            _ => Vec::new(),
        }
    }

    /// The phone number that the call is about, for logs.
    #[must_use]
    pub fn masked_phone(&self) -> Option<String> {
        match self {
            Self::Send(SendOtp { phone, .. })
            | Self::Verify(VerifyOtp { phone, .. })
            | Self::Logs(ListLogs { phone: Some(phone), .. }) => Some(mask_phone(phone)),
            Self::ValidateToken(_) | Self::Stats(_) | Self::Logs(_) => None,
        }
    }

    /// What of this call must not come back in an error.
    #[must_use]
    pub fn secrets(&self, api_key: &str) -> Secrets {
        let mut secrets = Secrets::default();
        secrets.add_key(api_key);
        match self {
            Self::Send(body) => secrets.add_phone(&body.phone),
            Self::Verify(body) => {
                secrets.add_code(&body.code);
                secrets.add_phone(&body.phone);
            }
            Self::ValidateToken(body) => secrets.add_token(&body.token),
            Self::Logs(ListLogs { phone: Some(phone), .. }) => secrets.add_phone(phone),
            Self::Logs(_) | Self::Stats(_) => {}
        }
        secrets
    }
}

fn check_optional(field: &str, value: Option<&str>, most: usize) -> Result<(), CallError> {
    value.map_or(Ok(()), |value| check(field, value, most))
}

/// `most` counts UTF-16 units, as JavaScript does.
fn check(field: &str, value: &str, most: usize) -> Result<(), CallError> {
    if value.is_empty() || value.len() > most && value.encode_utf16().count() > most {
        let expected = format!("a non-empty string of at most {most} characters");
        return Err(CallError::invalid_argument(field, &expected));
    }
    Ok(())
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
