//! Selects and counts entries of the journal.

use std::collections::BTreeMap;

use baxverify_wire::Route;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entry::{Outcome, RequestView, route_name};
use crate::clock::{self, Millis};

/// Selects entries. An absent field selects all of them.
#[derive(Clone, Debug, Default)]
pub struct RequestFilter {
    pub project_id: Option<String>,
    pub route: Option<String>,
    pub method: Option<String>,
    pub phone: Option<String>,
    pub status: Option<StatusFilter>,
    pub error_code: Option<String>,
    pub outcome: Option<Outcome>,
    pub since: Option<Since>,
}

/// The fields of a filter as users write them.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FilterTexts {
    pub project_id: Option<String>,
    pub route: Option<String>,
    pub method: Option<String>,
    pub phone: Option<String>,
    pub status: Option<String>,
    pub error_code: Option<String>,
    pub outcome: Option<String>,
    /// The id of an entry, or a time in RFC 3339 format.
    pub since: Option<String>,
}

impl FilterTexts {
    /// # Errors
    /// Returns the field and what it must be.
    pub fn filter(self) -> Result<RequestFilter, String> {
        let status = self.status.map(|text| {
            StatusFilter::parse(&text).ok_or("status: must be such as 429, 4xx or none".to_owned())
        });
        let outcome = self.outcome.map(|name| {
            let names = || Outcome::ALL.map(Outcome::name).join(", ");
            Outcome::from_name(&name).ok_or_else(|| format!("outcome: must be one of {}", names()))
        });
        if let Some(name) = &self.route {
            let names = Route::ALL.map(route_name);
            if !names.contains(&name.as_str()) {
                return Err(format!("route: must be one of {}", names.join(", ")));
            }
        }
        let since = self.since.map(|text| {
            let id = text.parse().ok().map(Since::Id);
            id.or_else(|| clock::parse_iso(&text).map(Since::Moment)).ok_or_else(|| {
                "since: must be the id of a request or a date such as 2025-01-31T12:00:00.000Z"
                    .to_owned()
            })
        });
        Ok(RequestFilter {
            project_id: self.project_id,
            route: self.route,
            method: self.method,
            phone: self.phone,
            status: status.transpose()?,
            error_code: self.error_code,
            outcome: outcome.transpose()?,
            since: since.transpose()?,
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusFilter {
    Exactly(u16),
    /// The first digit.
    Class(u16),
    /// No response.
    None,
}

/// Only later entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// After the entry with this id.
    Id(u64),
    /// At or after this time of the clock.
    Moment(Millis),
}

impl StatusFilter {
    /// Parses `429`, `4xx` or `none`.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        match bytes {
            b"none" => Some(Self::None),
            [digit @ b'1'..=b'5', b'x', b'x'] => Some(Self::Class(u16::from(digit - b'0'))),
            [b'1'..=b'5', _, _] => text.parse().ok().map(Self::Exactly),
            _ => None,
        }
    }
}

impl Outcome {
    pub const ALL: [Self; 5] =
        [Self::Succeeded, Self::Refused, Self::Disturbed, Self::Aborted, Self::Pending];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Refused => "refused",
            Self::Disturbed => "disturbed",
            Self::Aborted => "aborted",
            Self::Pending => "pending",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

impl RequestFilter {
    pub fn includes(&self, entry: &RequestView) -> bool {
        let same = |wanted: &Option<String>, is: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| Some(wanted) == is)
        };
        same(&self.project_id, entry.project_id.as_deref())
            && same(&self.route, entry.route)
            && self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(&entry.method))
            && same(&self.phone, entry.phone.as_deref())
            && same(&self.error_code, entry.error_code.as_deref())
            && self.outcome.is_none_or(|outcome| outcome == entry.outcome)
            && self.since.is_none_or(|since| match since {
                Since::Id(id) => entry.id > id,
                Since::Moment(moment) => entry.at_millis >= moment,
            })
            && self.status.is_none_or(|status| match status {
                StatusFilter::Exactly(code) => entry.status == Some(code),
                StatusFilter::Class(class) => entry.status.is_some_and(|code| code / 100 == class),
                StatusFilter::None => entry.status.is_none(),
            })
    }
}

/// How many calls there were, in total and by kind.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestCounts {
    pub total: u64,
    pub succeeded: u64,
    pub refused: u64,
    pub disturbed: u64,
    pub aborted: u64,
    pub pending: u64,
    /// By route. Calls of unknown paths are not included.
    pub by_route: BTreeMap<&'static str, u64>,
    /// By status. Calls without a response are not included.
    pub by_status: BTreeMap<u16, u64>,
    pub by_error_code: BTreeMap<String, u64>,
}

impl RequestCounts {
    pub fn add(&mut self, entry: &RequestView) {
        self.total += 1;
        match entry.outcome {
            Outcome::Succeeded => self.succeeded += 1,
            Outcome::Refused => self.refused += 1,
            Outcome::Disturbed => self.disturbed += 1,
            Outcome::Aborted => self.aborted += 1,
            Outcome::Pending => self.pending += 1,
        }
        if let Some(route) = entry.route {
            *self.by_route.entry(route).or_default() += 1;
        }
        if let Some(status) = entry.status {
            *self.by_status.entry(status).or_default() += 1;
        }
        if let Some(code) = &entry.error_code {
            match self.by_error_code.get_mut(code) {
                Some(count) => *count += 1,
                None => drop(self.by_error_code.insert(code.clone(), 1)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StatusFilter;

    #[test]
    fn parses_statuses() {
        assert_eq!(StatusFilter::parse("429"), Some(StatusFilter::Exactly(429)));
        assert_eq!(StatusFilter::parse("5xx"), Some(StatusFilter::Class(5)));
        assert_eq!(StatusFilter::parse("none"), Some(StatusFilter::None));
        for wrong in ["", "9xx", "4x", "600", "2000", "4é", "-20"] {
            assert_eq!(StatusFilter::parse(wrong), None, "{wrong}");
        }
    }
}
