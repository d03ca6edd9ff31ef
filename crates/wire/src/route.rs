//! Method and path of each operation.

/// The public base URL of the service. Paths of [`Route`] are relative to it.
pub const DEFAULT_BASE_URL: &str = "https://api.baxcloud.tech/v1";

/// The header with the project id. Every request has it, and `Authorization`.
pub const PROJECT_HEADER: &str = "x-project-id";

/// The HTTP method of a [`Route`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Get,
    Post,
}

impl Verb {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// The five operations of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    Send,
    Verify,
    ValidateToken,
    Stats,
    Logs,
}

impl Route {
    pub const ALL: [Self; 5] =
        [Self::Send, Self::Verify, Self::ValidateToken, Self::Stats, Self::Logs];

    #[must_use]
    pub const fn verb(self) -> Verb {
        match self {
            Self::Send | Self::Verify | Self::ValidateToken => Verb::Post,
            Self::Stats | Self::Logs => Verb::Get,
        }
    }

    /// The path below the base URL, with a leading slash.
    ///
    /// The vendor documents the paths of the three POST operations. The paths of `Stats` and `Logs`
    /// are assumptions.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Send => "/auth/sms/send",
            Self::Verify => "/auth/sms/verify",
            Self::ValidateToken => "/auth/sms/validate-token",
            Self::Stats => "/auth/sms/stats",
            Self::Logs => "/auth/sms/logs",
        }
    }
}
