//! The five things that the service can be asked for.

use baxverify_wire::{ListLogs, Route, SendOtp, Stats, ValidateToken, Verb, VerifyOtp};

use crate::redact::{Secrets, mask_phone};

/// One call with its parameters.
pub enum Operation {
    Send(SendOtp),
    Verify(VerifyOtp),
    ValidateToken(ValidateToken),
    Stats(Stats),
    Logs(ListLogs),
}

impl Operation {
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
